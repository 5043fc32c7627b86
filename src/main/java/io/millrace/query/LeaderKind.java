package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What viewers of a room are ranked by; each is a column of live_participants. */
public enum LeaderKind {
    DIAMONDS,
    GIFTS,
    COMMENTS,
    LIKES;

    private final String label = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String label() {
        return label;
    }
}
