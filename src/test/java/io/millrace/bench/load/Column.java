package io.millrace.bench.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The columns of {@code live_events} in the order of the table, but {@code raw}, which nobody is asked to keep. */
public enum Column {
    ROOM_ID(Kind.BIGINT),
    OCCURRED_AT(Kind.TIME),
    MSG_ID(Kind.BIGINT),
    USER_ID(Kind.BIGINT),
    GIFT_ID(Kind.BIGINT),
    GIFT_GROUP_ID(Kind.BIGINT),
    DIAMONDS(Kind.BIGINT),
    REPEAT_COUNT(Kind.BIGINT),
    LIKE_COUNT(Kind.BIGINT),
    LIKE_TOTAL(Kind.BIGINT),
    VIEWERS(Kind.BIGINT),
    VIEWERS_TOTAL(Kind.BIGINT),
    FOLLOWER_TOTAL(Kind.BIGINT),
    CAPTURED_AT(Kind.TIME),
    HOST_USER_ID(Kind.BIGINT),
    GIFT_STREAKABLE(Kind.BOOLEAN),
    EVENT_TYPE(Kind.TEXT),
    TYPE_NAME(Kind.TEXT),
    UNIQUE_ID(Kind.TEXT),
    NICKNAME(Kind.TEXT),
    COMMENT(Kind.TEXT),
    GIFT_NAME(Kind.TEXT),
    SOURCE(Kind.TEXT),
    TITLE(Kind.TEXT);

    /** What a value is, in a flat record and in the table. */
    public enum Kind {
        /** A number, of 64 bits. */
        BIGINT,
        /** Epoch milliseconds in the record, timestamptz in the table. */
        TIME,
        BOOLEAN,
        TEXT
    }

    private final Kind kind;

    Column(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** As the table and the flat record call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, with commas between. */
    public static String list() {
        return Arrays.stream(values()).map(Column::label).collect(Collectors.joining(", "));
    }
}
