package io.millrace.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a record's bytes. It knows no names: it follows {@link Place}, captures into {@link Slots} and skips
 * the rest, which is most of it.
 */
final class Walk {

    /** The deepest wrapping that is known: an envelope around a frame around a message around its data. */
    private static final int MAX_WRAPPERS = 3;

    private final JsonParser parser;
    private final Scratch scratch;

    private Walk(JsonParser parser, Scratch scratch) {
        this.parser = parser;
        this.scratch = scratch;
    }

    /**
     * The whole record: an object, and nothing after it.
     *
     * @return slots that are good until this thread walks over the next record
     */
    static Slots over(byte @Nullable [] value, int maxBytes, Place root) throws Refusal {
        if (value == null || value.length == 0) {
            throw new Refusal(RefusalReason.MALFORMED_JSON, value == null ? "the value is null" : "the value is empty");
        }
        if (value.length > maxBytes) {
            throw new Refusal(RefusalReason.TOO_LARGE, value.length + " bytes; at most " + maxBytes + " are accepted");
        }
        requireUtf8(value);
        try (JsonParser parser = Json.parser(value, 0, value.length)) {
            return new Walk(parser, Scratch.begin()).record(root);
        } catch (StreamConstraintsException e) {
            throw new Refusal(RefusalReason.TOO_LARGE, fault(e));
        } catch (JsonProcessingException e) {
            throw new Refusal(RefusalReason.MALFORMED_JSON, fault(e));
        } catch (IOException e) {
            throw new Refusal(RefusalReason.MALFORMED_JSON, "unreadable: " + Refusal.quoted(String.valueOf(e)));
        }
    }

    private static void requireUtf8(byte[] value) throws Refusal {
        int invalid = Utf8.firstInvalid(value);
        if (invalid >= 0) {
            throw new Refusal(RefusalReason.MALFORMED_JSON, "not UTF-8 at byte " + invalid);
        }
        // The parser would take these for a byte order mark or for UTF-16 and UTF-32, and read on.
        if (value[0] < 0) {
            throw new Refusal(
                    RefusalReason.MALFORMED_JSON, "starts with a byte order mark or another foreign character");
        }
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0) {
                throw new Refusal(RefusalReason.MALFORMED_JSON, "a zero at byte " + i);
            }
        }
    }

    /** The parser's own words quote the record, so they are escaped and cut. */
    private static String fault(JsonProcessingException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        return "at byte " + at + ": " + Refusal.quoted(e.getOriginalMessage());
    }

    private Slots record(Place root) throws IOException, Refusal {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Refusal(RefusalReason.MALFORMED_JSON, "the value is blank");
        }
        Slots slots = scratch.take(root);
        if (first == JsonToken.START_OBJECT) {
            within(root, slots, 0);
        } else {
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw new Refusal(
                    RefusalReason.MALFORMED_JSON,
                    "something follows at byte " + parser.currentTokenLocation().getByteOffset());
        }
        if (first != JsonToken.START_OBJECT) {
            throw new Refusal(RefusalReason.NOT_AN_OBJECT, "the value is " + first.name());
        }
        return slots;
    }

    private void within(Place root, Slots slots, int wrappers) throws IOException {
        slots.isFrom((int) parser.currentTokenLocation().getByteOffset());
        object(root, slots, wrappers);
        slots.isUntil((int) parser.currentLocation().getByteOffset());
    }

    private void object(Place place, Slots slots, int wrappers) throws IOException {
        slots.see(place);
        Map<String, Aliases.Step> steps = Aliases.in(place);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            Aliases.Step step = steps.get(name);
            if (step == null) {
                parser.skipChildren();
            } else {
                follow(step, token, slots, wrappers);
            }
        }
    }

    private void follow(Aliases.Step step, JsonToken token, Slots slots, int wrappers) throws IOException {
        Place wrapped = step.wrapped();
        if (wrapped != null && token != JsonToken.VALUE_NULL) {
            unwrap(wrapped, step, token, slots, wrappers);
            return;
        }
        Place child = step.child();
        if (token == JsonToken.START_OBJECT) {
            // Of several persons in a text the first is its subject.
            if (child != null && !(child == Place.PIECE_USER && slots.saw(child))) {
                object(child, slots, wrappers);
            } else {
                skip(step, slots);
            }
        } else if (token == JsonToken.START_ARRAY) {
            if (child == Place.PIECE) {
                pieces(slots, wrappers);
            } else {
                skip(step, slots);
            }
        } else if (token != JsonToken.VALUE_NULL) {
            slots.capture(step.aliases(), token, parser);
        }
    }

    private void skip(Aliases.Step step, Slots slots) throws IOException {
        slots.captureContainer(step.aliases());
        parser.skipChildren();
    }

    private void pieces(Slots slots, int wrappers) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                object(Place.PIECE, slots, wrappers);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void unwrap(Place root, Aliases.Step step, JsonToken token, Slots slots, int wrappers) throws IOException {
        if (wrappers == MAX_WRAPPERS) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT && !step.isFrame()) {
            slots.wraps(inner(root, wrappers), step.wrapRank());
        } else if (token == JsonToken.START_ARRAY && step.isFrame()) {
            frame(root, step, slots, wrappers);
        } else {
            slots.wrapsOther(step.wrapRank());
            parser.skipChildren();
        }
    }

    private Slots inner(Place root, int wrappers) throws IOException {
        Slots inner = scratch.take(root);
        within(root, inner, wrappers + 1);
        return inner;
    }

    private void frame(Place root, Aliases.Step step, Slots slots, int wrappers) throws IOException {
        int messages = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (messages++ == 0 && parser.currentToken() == JsonToken.START_OBJECT) {
                slots.wraps(inner(root, wrappers), step.wrapRank());
            } else {
                parser.skipChildren();
            }
        }
        slots.isFrameOf(messages);
    }
}
