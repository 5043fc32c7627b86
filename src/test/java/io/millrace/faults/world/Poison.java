package io.millrace.faults.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Bad records, each with the reason for which the contract refuses it; and odd ones, which it accepts. */
final class Poison {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random;
    private final Crowd crowd;
    private final long now;
    private final List<Deed> deeds = new ArrayList<>();

    private Poison(Random random, Crowd crowd, long now) {
        this.random = random;
        this.crowd = crowd;
        this.now = now;
    }

    static Deed any(Random random, Crowd crowd, long now) {
        List<Deed> all = small(random, crowd, now);
        return all.get(random.nextInt(all.size()));
    }

    static List<Deed> all(Random random, Crowd crowd, long now) {
        Poison poison = new Poison(random, crowd, now);
        poison.small();
        poison.large();
        return poison.deeds;
    }

    private static List<Deed> small(Random random, Crowd crowd, long now) {
        Poison poison = new Poison(random, crowd, now);
        poison.small();
        return poison.deeds;
    }

    private void small() {
        letter("malformed_json", "{\"room_id\": \"1\", ");
        letter("malformed_json", "this is not JSON");
        letter("malformed_json", "");
        raw("malformed_json", null);
        raw("malformed_json", new byte[] {0, 0, 0, 0});
        raw("malformed_json", new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, (byte) 0xfe});
        letter("malformed_json", valid("{\"comment\": \"a raw NUL: \u0000\"}"));
        letter("malformed_json", valid("{\"like_count\": NaN}"));
        letter("malformed_json", "{} {}");
        letter("malformed_json", "\ufeff{}");
        letter("not_an_object", "[]");
        letter("not_an_object", "42");
        letter("not_an_object", "null");
        letter("missing_room_id", "{\"type\": \"comment\", \"payload\": {\"comment\": \"where am I\"}}");
        letter("missing_payload", "{\"room_id\": \"" + crowd.someRoom() + "\", \"type\": \"comment\"}");
        letter("bad_id", "{\"room_id\": \"a room\", \"type\": \"comment\", \"payload\": {}}");
        letter(
                "bad_id",
                valid("{\"msg_id\": 9223372036854775808, \"occurred_at\": " + now + ", \"event_type\": \"join\"}"));
        letter(
                "bad_id",
                valid("{\"user_id\": 9223372036854775808, \"event_type\": \"join\", \"occurred_at\": " + now + "}"));
        letter("bad_value", "{\"room_id\": \"" + crowd.someRoom() + "\", \"type\": \"comment\", \"payload\": 7}");
        letter("bad_value", typed("like", "\"like_count\": 1e400"));
        letter("bad_value", typed("like", "\"like_count\": \"many\""));
        letter("bad_value", typed("like", "\"like_total\": 9223372036854775808"));
        letter("bad_value", typed("gift", "\"repeat_count\": -5"));
        letter("bad_value", valid("{\"event_type\": \"join\", \"occurred_at\": 9224318016000000}"));
        letter(
                "bad_value",
                "{\"room_id\": \"" + crowd.someRoom()
                        + "\", \"payload\": {\"messages\": [{\"type\": \"chat\", \"data\": {}}, {\"type\": \"chat\", \"data\": {}}]}}");
        letter("too_old", valid("{\"event_type\": \"join\", \"occurred_at\": 1000}"));
        letter("too_old", valid("{\"event_type\": \"join\", \"occurred_at\": " + (now - 31L * 86_400_000) + "}"));
        letter("in_future", valid("{\"event_type\": \"join\", \"occurred_at\": " + (now + 86_400_000) + "}"));
        letter("in_future", valid("{\"event_type\": \"join\", \"occurred_at\": 253370764800000}"));
        profile("malformed_json", "{\"userInfo\": ", null);
        profile("no_user_info", "{\"statusCode\": 10221}", "77");
        profile("no_user_info", "{\"user_id\": \"77\"}", "77");
        profile("missing_user_id", "{\"follower_count\": 3, \"captured_at\": " + now + "}", null);
        profile("too_old", "{\"user_id\": \"78\", \"follower_count\": 3, \"captured_at\": 1000}", "78");
        profile("bad_value", "{\"user_id\": \"78\", \"follower_count\": 3e400, \"captured_at\": " + now + "}", "78");
        odd("a\u0000b", "ab");
        oddRaw("x\\ud800y", "x\ufffdy");
        oddRaw("\\udc00", "\ufffd");
        minusZero();
    }

    private void large() {
        letter("too_large", valid("{\"event_type\": \"join\", \"a\": " + nested(5_000) + "}"));
        letter("too_large", valid("{\"event_type\": \"join\", \"a\": " + nested(20_000) + "}"));
        letter("too_large", nested(20_000));
        letter("too_large", valid("{\"event_type\": \"like\", \"like_count\": " + "9".repeat(131_071) + "}"));
        odd("x".repeat(100_000), "x".repeat(4096));
        odd("y".repeat(900_000), "y".repeat(4096));
        longKey();
        tooLargeForKafka();
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private String valid(String payload) {
        return "{\"source\": \"canonical\", \"room_id\": \"" + crowd.someRoom() + "\", \"captured_at\": " + now
                + ", \"type\": \"canonical\", \"payload\": " + payload + "}";
    }

    private String typed(String type, String field) {
        return valid("{\"event_type\": \"" + type + "\", \"occurred_at\": " + now + ", " + field + "}");
    }

    private void letter(String reason, String value) {
        raw(reason, Crowd.bytes(value));
    }

    private void raw(String reason, byte @Nullable [] value) {
        add(
                crowd.liveEvents(),
                null,
                value,
                JSON.createObjectNode().put("kind", "letter").put("reason", reason));
    }

    private void profile(String reason, String value, @Nullable String key) {
        add(
                crowd.profileStats(),
                key == null ? null : Crowd.bytes(key),
                Crowd.bytes(value),
                JSON.createObjectNode().put("kind", "letter").put("reason", reason));
    }

    private void add(String topic, byte @Nullable [] key, byte @Nullable [] value, ObjectNode expect) {
        deeds.add(new Deed(topic, null, key, value, expect));
    }

    private void odd(String written, String stored) {
        ObjectNode facts = crowd.oddComment(now, written);
        Deed deed = crowd.canonical(facts, now);
        deeds.add(new Deed(
                deed.topic(),
                deed.partition(),
                deed.key(),
                deed.value(),
                facts.deepCopy().put("comment", stored)));
    }

    /** Escapes that no JSON writer would write. */
    private void oddRaw(String escaped, String stored) {
        replaced("@@", text -> text.replace("@@", escaped), stored);
    }

    private void replaced(String written, Function<String, String> change, String stored) {
        ObjectNode facts = crowd.oddComment(now, written);
        Deed deed = crowd.canonical(facts, now);
        byte[] value = deed.value();
        if (value != null) {
            String changed = change.apply(new String(value, java.nio.charset.StandardCharsets.UTF_8));
            deeds.add(new Deed(
                    deed.topic(),
                    deed.partition(),
                    deed.key(),
                    Crowd.bytes(changed),
                    facts.deepCopy().put("comment", stored)));
        }
    }

    private void minusZero() {
        ObjectNode facts = crowd.oddComment(now, "");
        facts.remove("comment");
        facts.put("type", "like");
        facts.put("like_count", 4711);
        Deed deed = crowd.canonical(facts, now);
        byte[] value = deed.value();
        if (value != null) {
            String changed = new String(value, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("\"like_count\":4711", "\"like_count\":-0");
            deeds.add(new Deed(
                    deed.topic(),
                    null,
                    deed.key(),
                    Crowd.bytes(changed),
                    facts.deepCopy().put("like_count", 0)));
        }
    }

    private void longKey() {
        Deed deed = crowd.canonical(crowd.oddComment(now, "with a long key"), now);
        deeds.add(new Deed(
                deed.topic(), random.nextInt(2), Crowd.bytes("k".repeat(100_000)), deed.value(), deed.expect()));
    }

    private void tooLargeForKafka() {
        add(
                crowd.liveEvents(),
                null,
                Crowd.bytes("{\"x\": \"" + "z".repeat(1_100_000) + "\"}"),
                JSON.createObjectNode().put("kind", "refused"));
    }
}
