package io.millrace.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one walk found of one object: a value or nothing for each {@link Field}, uninterpreted. Nothing here is faulty
 * yet: whether {@code count} must be a number is known only when the type is, and the type may come last.
 */
final class Slots {

    private enum Kind {
        TEXT,
        INTEGER,
        /** A JSON number with a fraction or an exponent; kept as text. */
        FRACTION,
        /** Digits beyond 64 bits; kept as text. */
        HUGE,
        /** An object or array where a value belongs. */
        CONTAINER
    }

    /** What {@link #frameSize} is where there was no {@code messages}. */
    static final int NO_FRAME = -1;

    private static final int PAYLOAD_RANK = 0;

    private final @Nullable Kind[] kinds;
    private final byte[] ranks;
    private final long[] numbers;
    private final @Nullable String[] texts;
    private final Set<Place> seen = EnumSet.noneOf(Place.class);

    /** Where the object's bytes lie in the record: from {@code start}, until {@code end}. */
    private int start;

    private int end;

    private @Nullable Slots wrapped;
    private int wrapRank = Integer.MAX_VALUE;
    private boolean payloadIsOther;
    private int frameSize = NO_FRAME;

    Slots(Place root) {
        int size = Field.slots(root);
        kinds = new Kind[size];
        ranks = new byte[size];
        numbers = new long[size];
        texts = new String[size];
    }

    // Filling.

    void clear() {
        Arrays.fill(kinds, null);
        Arrays.fill(texts, null);
        seen.clear();
        wrapped = null;
        wrapRank = Integer.MAX_VALUE;
        payloadIsOther = false;
        frameSize = NO_FRAME;
    }

    void see(Place place) {
        seen.add(place);
    }

    void isFrom(int start) {
        this.start = start;
    }

    void isUntil(int end) {
        this.end = end;
    }

    void wraps(Slots inner, int rank) {
        if (rank <= wrapRank) {
            wrapped = inner;
            wrapRank = rank;
        }
    }

    /** A wrapping name held something that is neither an object nor null. */
    void wrapsOther(int rank) {
        payloadIsOther |= rank == PAYLOAD_RANK;
    }

    void isFrameOf(int messages) {
        frameSize = messages;
    }

    void captureContainer(List<Aliases.Alias> aliases) {
        for (Aliases.Alias alias : aliases) {
            int slot = alias.field().slot();
            if (kinds[slot] == null) {
                kinds[slot] = Kind.CONTAINER;
                ranks[slot] = (byte) alias.rank();
            }
        }
    }

    void capture(List<Aliases.Alias> aliases, JsonToken token, JsonParser parser) throws IOException {
        for (int i = 0; i < aliases.size(); i++) {
            Aliases.Alias alias = aliases.get(i);
            int slot = alias.field().slot();
            Kind kind = kinds[slot];
            // Of one name twice in an object the last one counts.
            if (kind == null || kind == Kind.CONTAINER || alias.rank() <= ranks[slot]) {
                capture(alias, token, parser);
            }
        }
    }

    private void capture(Aliases.Alias alias, JsonToken token, JsonParser parser) throws IOException {
        Field field = alias.field();
        if (field.shape() != Field.Shape.TEXT && (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE)) {
            keepNumber(alias, token == JsonToken.VALUE_TRUE ? 1 : 0);
            return;
        }
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        if (length == 0) {
            return;
        }
        if (field.shape() == Field.Shape.TEXT) {
            keepText(alias, Kind.TEXT, Text.clean(chars, offset, length, field.maxChars()));
        } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            keepText(alias, Kind.FRACTION, new String(chars, offset, length));
        } else {
            captureNumber(alias, chars, offset, length);
        }
    }

    private void captureNumber(Aliases.Alias alias, char[] chars, int offset, int length) {
        boolean negative = chars[offset] == '-';
        int i = negative ? offset + 1 : offset;
        int end = offset + length;
        if (i == end) {
            keepText(alias, Kind.TEXT, "-");
            return;
        }
        // Counted down, because the least long has no positive counterpart.
        long value = 0;
        boolean huge = false;
        for (; i < end; i++) {
            int digit = chars[i] - '0';
            if (digit < 0 || digit > 9) {
                keepText(
                        alias,
                        Kind.TEXT,
                        Text.clean(chars, offset, length, alias.field().maxChars()));
                return;
            }
            huge |= value < (Long.MIN_VALUE + digit) / 10;
            value = value * 10 - digit;
        }
        if (huge || (!negative && value == Long.MIN_VALUE)) {
            keepText(alias, Kind.HUGE, new String(chars, offset, length));
        } else {
            keepNumber(alias, negative ? value : -value);
        }
    }

    private void keepText(Aliases.Alias alias, Kind kind, String text) {
        if (!text.isEmpty()) {
            keep(alias, kind);
            texts[alias.field().slot()] = text;
        }
    }

    private void keepNumber(Aliases.Alias alias, long number) {
        boolean absent =
                switch (alias.field().shape()) {
                    case ID, TIME -> number == 0;
                    case TALLY -> number < 0;
                    case NUMBER, FLAG, TEXT -> false;
                };
        if (!absent) {
            keep(alias, Kind.INTEGER);
            numbers[alias.field().slot()] = number;
        }
    }

    private void keep(Aliases.Alias alias, Kind kind) {
        kinds[alias.field().slot()] = kind;
        ranks[alias.field().slot()] = (byte) alias.rank();
    }

    // Reading.

    boolean saw(Place place) {
        return seen.contains(place);
    }

    boolean has(Field field) {
        return kinds[field.slot()] != null;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** The object that this one wraps, if it is a wrapper at all. */
    @Nullable
    Slots wrapped() {
        return wrapped;
    }

    /** Whether what it wraps stood under {@code payload}, not under one of the other names. */
    boolean wrapsPayload() {
        return wrapRank == PAYLOAD_RANK;
    }

    /** Whether {@code payload} held something that is neither an object nor null. */
    boolean payloadIsOther() {
        return payloadIsOther;
    }

    /** How many messages its {@code messages} held; {@link #NO_FRAME} without it. */
    int frameSize() {
        return frameSize;
    }

    @Nullable
    String text(Field field) throws Refusal {
        if (kinds[field.slot()] == Kind.CONTAINER) {
            throw bad(RefusalReason.BAD_VALUE, field, "not a text");
        }
        return texts[field.slot()];
    }

    /** A number from 1 to 2^63-1. */
    @Nullable
    Long id(Field field) throws Refusal {
        Kind kind = kinds[field.slot()];
        if (kind == null) {
            return null;
        }
        if (kind != Kind.INTEGER || numbers[field.slot()] < 0) {
            throw bad(RefusalReason.BAD_ID, field, "not a decimal number from 1 to 2^63-1");
        }
        return numbers[field.slot()];
    }

    /** An id that may be a text: then it becomes a derived, negative one. */
    @Nullable
    Long derivableId(Field field) throws Refusal {
        return kinds[field.slot()] == Kind.TEXT ? (Long) DerivedId.ofText(textOf(field)) : id(field);
    }

    /** As {@link #derivableId}, but may itself be a derived one that comes back. */
    @Nullable
    Long derivedId(Field field) throws Refusal {
        return kinds[field.slot()] == Kind.INTEGER ? (Long) numbers[field.slot()] : derivableId(field);
    }

    /** A whole number from 0 to the field's greatest; {@code 3.0} is one, {@code 3e0} is not. */
    @Nullable
    Long count(Field field) throws Refusal {
        Kind kind = kinds[field.slot()];
        if (kind == null) {
            return null;
        }
        Long whole =
                switch (kind) {
                    case INTEGER -> (Long) numbers[field.slot()];
                    case FRACTION, TEXT -> Decimal.whole(textOf(field));
                    case HUGE, CONTAINER -> null;
                };
        if (whole == null || whole < 0 || whole > field.greatest()) {
            throw bad(RefusalReason.BAD_VALUE, field, "not a whole number from 0 to " + field.greatest());
        }
        return whole;
    }

    /** Epoch milliseconds. */
    @Nullable
    Long time(Field field) throws Refusal {
        Kind kind = kinds[field.slot()];
        if (kind == null) {
            return null;
        }
        Long millis =
                switch (kind) {
                    case INTEGER -> Timestamps.ofNumber(numbers[field.slot()]);
                    case TEXT, FRACTION -> Timestamps.ofText(textOf(field));
                    case HUGE, CONTAINER -> null;
                };
        if (millis == null) {
            throw bad(RefusalReason.BAD_VALUE, field, "not a time");
        }
        return millis;
    }

    @Nullable
    Boolean flag(Field field) throws Refusal {
        Kind kind = kinds[field.slot()];
        if (kind == null) {
            return null;
        }
        long number = numbers[field.slot()];
        if (kind == Kind.INTEGER && (number == 0 || number == 1)) {
            return number == 1;
        }
        if (kind == Kind.TEXT && (textOf(field).equals("true") || textOf(field).equals("false"))) {
            return textOf(field).equals("true");
        }
        throw bad(RefusalReason.BAD_VALUE, field, "neither true nor false");
    }

    private String textOf(Field field) {
        String text = texts[field.slot()];
        return text == null ? "" : text;
    }

    private Refusal bad(RefusalReason reason, Field field, String fault) {
        String name = field.place().path() + "." + field.names().get(ranks[field.slot()]);
        String found =
                switch (kindOf(field)) {
                    case INTEGER -> Long.toString(numbers[field.slot()]);
                    case CONTAINER -> "an object or array";
                    case TEXT, FRACTION, HUGE -> Refusal.quoted(textOf(field));
                };
        return new Refusal(reason, name + " is " + fault + ": " + found);
    }

    private Kind kindOf(Field field) {
        Kind kind = kinds[field.slot()];
        return kind == null ? Kind.TEXT : kind;
    }
}
