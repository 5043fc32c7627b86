package io.millrace.event;

import java.util.Locale;

/** The kinds of live events that figures are made of; everything else is {@link #OTHER}. */
public enum EventType {
    COMMENT,
    LIKE,
    GIFT,
    JOIN,
    FOLLOW,
    SHARE,
    /** A sample of the concurrent viewers. */
    VIEWERS,
    PAUSE,
    RESUME,
    END,
    /** Known but not counted, or known to nobody: {@link LiveEvent#typeName()} tells which. It is no error. */
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The type with this label; {@link #OTHER} where there is none. */
    static EventType ofLabel(String label) {
        for (EventType type : values()) {
            if (type.label.equalsIgnoreCase(label)) {
                return type;
            }
        }
        return OTHER;
    }

    /** The value of the column {@code event_type}. */
    public String label() {
        return label;
    }
}
