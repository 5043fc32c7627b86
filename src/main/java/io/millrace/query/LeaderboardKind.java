package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What hosts are ranked by. */
public enum LeaderboardKind {
    DIAMONDS,
    /** The greatest sample, of whichever broadcast. */
    VIEWERS,
    COMMENTS,
    /** Between two snapshots of the account; what follow events tell of a broadcast is another figure. */
    FOLLOWERS_GAINED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String label() {
        return label;
    }
}
