package io.millrace.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A like in a room of its own, whose total is a number that counts up: when the room's likes show it, it has come to rest. */
public record Probe(long roomId, long startedAtMillis) {
    /** Far above what the likes of single messages sum up to, so that the total is what shows. */
    public static final long FIRST = 1_000_000;

    private static final String ENVELOPE =
            "{\"source\":\"tiktok-live-connector-3\",\"room_id\":\"%d\",\"captured_at\":%d,"
                    + "\"type\":\"WebcastLikeMessage\",\"payload\":{\"common\":{\"method\":\"WebcastLikeMessage\",\"msgId\":\"%d\","
                    + "\"roomId\":\"%d\",\"createTime\":\"%d\"},\"user\":{\"id\":\"6800000000000000001\",\"displayId\":\"probe\","
                    + "\"nickname\":\"probe\"},\"count\":1,\"total\":%d}}";

    /** The room is one that was opened then. */
    public static Probe at(long epochMillis) {
        return new Probe((epochMillis / 1000 << 32) | 0x0BE7C4L, epochMillis);
    }

    public byte[] key() {
        return String.valueOf(roomId).getBytes(StandardCharsets.UTF_8);
    }

    /** @param total at least {@link #FIRST}; no two alike */
    public byte[] value(long total, long nowMillis) {
        long msgId = (startedAtMillis / 1000 << 32) + total;
        return String.format(Locale.ROOT, ENVELOPE, roomId, nowMillis, msgId, roomId, nowMillis, total)
                .getBytes(StandardCharsets.UTF_8);
    }
}
