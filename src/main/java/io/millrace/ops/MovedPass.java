package io.millrace.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One playing of a capture, moved in time: the same broadcast as if it happened now, in rooms of its own.
 *
 * <p>Every value keeps its place, its JSON type and its unit; only these change:
 *
 * <ul>
 *   <li>a time, told by its key and its size (epoch seconds or milliseconds, or ISO-8601), goes through the one
 *       {@link TimeMove};
 *   <li>a gift group that is epoch milliseconds goes through it too; two groups never become one;
 *   <li>a room of the capture becomes a fresh room wherever it is named: upper 32 bits the moved second of its start,
 *       lower 32 bits mixed with the salt, so that two passes begun in one second differ;
 *   <li>a message id becomes a fresh one: upper 32 bits the moved second, lower bits kept, the next free one where two
 *       would meet. The same old id becomes the same new one, so a duplicate stays a duplicate. An id whose upper half
 *       is no epoch second (or that is no number) stays: it is unique within its room, and the room is fresh.
 * </ul>
 *
 * Users, hosts and gifts keep their ids. Not thread-safe; holds every message id of the pass.
 */
final class MovedPass {

    /** 2001-09-09 to 2286-11-20: ten digits are seconds, thirteen are milliseconds. */
    private static final long LEAST_SECONDS = 1_000_000_000L;

    private static final long LEAST_MILLIS = 1_000_000_000_000L;
    private static final long MOST_MILLIS = 10_000_000_000_000L;
    private static final int MILLIS_A_SECOND = 1_000;

    /** A smaller number may be a count that happens to equal a room's id, so it is a room only under a room's key. */
    private static final long LEAST_TELLING_ID = 1_000_000_000_000_000L;

    private static final long LOW_BITS = 0xffff_ffffL;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(?:\\.\\d{1,9})?");

    private final TimeMove time;
    private final boolean keepIds;
    private final int salt;
    private final Map<Long, Long> rooms = new LinkedHashMap<>();
    private final Distinct messages = new Distinct();
    private final Distinct groups = new Distinct();

    /** @param firstSeen the rooms of the capture, each with the time of its first line */
    MovedPass(TimeMove time, Map<String, Long> firstSeen, boolean keepIds, int salt) {
        this.time = time;
        this.keepIds = keepIds;
        this.salt = salt;
        Distinct fresh = new Distinct();
        firstSeen.forEach((room, seen) -> {
            BigDecimal old = number(room);
            if (old != null && isWhole(old)) {
                long id = old.longValue();
                rooms.put(id, keepIds ? id : fresh.of(id, freshRoom(id, seen)));
            }
        });
    }

    /** The line moved; {@code envelope} itself is changed. */
    ObjectNode move(ObjectNode envelope) {
        moveFields(envelope);
        return envelope;
    }

    /** The rooms it plays in. */
    Collection<Long> rooms() {
        return rooms.values();
    }

    private long freshRoom(long old, long firstSeen) {
        long started = (old >>> 32) * MILLIS_A_SECOND;
        boolean tells = isSecond(old >>> 32) && started <= firstSeen;
        long second = Math.floorDiv(time.move(tells ? started : firstSeen), MILLIS_A_SECOND);
        return (second << 32) | ((old ^ salt) & LOW_BITS);
    }

    private void moveFields(ObjectNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            field.setValue(moved(field.getKey(), field.getValue()));
        }
    }

    private JsonNode moved(String key, JsonNode value) {
        if (value instanceof ObjectNode object) {
            moveFields(object);
            return object;
        }
        if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, moved(key, array.get(i)));
            }
            return array;
        }
        return movedScalar(key, value);
    }

    private JsonNode movedScalar(String key, JsonNode value) {
        BigDecimal number =
                value.isNumber() ? value.decimalValue() : value.isTextual() ? number(value.textValue()) : null;
        if (number == null) {
            return isIso(value) && Names.isTime(key) ? movedIso(value) : value;
        }
        Long id = isWhole(number) ? movedId(key, number.longValue()) : null;
        if (id != null) {
            return like(value, BigDecimal.valueOf(id));
        }
        return Names.isTime(key) ? like(value, movedNumber(number)) : value;
    }

    private @Nullable Long movedId(String key, long old) {
        if (Names.isGroupId(key)) {
            return old >= LEAST_MILLIS && old < MOST_MILLIS ? groups.of(old, time.move(old)) : null;
        }
        if (keepIds || old <= 0) {
            return null;
        }
        if (Names.isMessageId(key)) {
            return messages.of(old, freshMessage(old));
        }
        if (old >= LEAST_TELLING_ID) {
            Long room = rooms.get(old);
            return room != null ? room : messages.known(old);
        }
        return Names.isRoomId(key) ? rooms.get(old) : null;
    }

    private long freshMessage(long old) {
        long second = old >>> 32;
        return isSecond(second)
                ? (Math.floorDiv(time.move(second * MILLIS_A_SECOND), MILLIS_A_SECOND) << 32) | (old & LOW_BITS)
                : old;
    }

    /** Seconds stay seconds with as many decimals as they had; a number of another size is no time. */
    private BigDecimal movedNumber(BigDecimal number) {
        long size = number.longValue();
        if (size >= LEAST_MILLIS && size < MOST_MILLIS) {
            return number.add(BigDecimal.valueOf(time.move(size) - size));
        }
        if (isSecond(size)) {
            long millis = number.movePointRight(3).longValue();
            return BigDecimal.valueOf(time.move(millis), 3).setScale(number.scale(), RoundingMode.FLOOR);
        }
        return number;
    }

    private static boolean isIso(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : "";
        return text.length() >= "2026-01-01T00:00Z".length() && text.charAt(4) == '-' && text.charAt(10) == 'T';
    }

    private JsonNode movedIso(JsonNode value) {
        try {
            OffsetDateTime told = OffsetDateTime.parse(value.textValue());
            Instant moved = Instant.ofEpochMilli(time.move(told.toInstant().toEpochMilli()));
            return TextNode.valueOf(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moved.atOffset(told.getOffset())));
        } catch (DateTimeException noTime) {
            return value;
        }
    }

    private static boolean isSecond(long number) {
        return number >= LEAST_SECONDS && number <= Integer.MAX_VALUE;
    }

    private static boolean isWhole(BigDecimal number) {
        return number.scale() == 0
                && number.precision() <= 19
                && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private static @Nullable BigDecimal number(String text) {
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    private static JsonNode like(JsonNode old, BigDecimal number) {
        if (old.isTextual()) {
            return TextNode.valueOf(number.toPlainString());
        }
        return number.scale() == 0 ? LongNode.valueOf(number.longValue()) : DecimalNode.valueOf(number);
    }

    /** A mapping of ids under which no two become one. */
    private static final class Distinct {

        private final Map<Long, Long> moved = new HashMap<>();
        private final Set<Long> taken = new HashSet<>();

        long of(long old, long wished) {
            return moved.computeIfAbsent(old, absent -> firstFree(wished));
        }

        @Nullable
        Long known(long old) {
            return moved.get(old);
        }

        private long firstFree(long wished) {
            long free = wished;
            while (!taken.add(free)) {
                free++;
            }
            return free;
        }
    }
}
