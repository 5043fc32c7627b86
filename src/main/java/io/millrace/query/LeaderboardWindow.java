package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How far back a leaderboard looks: whole minutes, of which the running one is the last. */
public enum LeaderboardWindow {
    HOUR("1h", Duration.ofHours(1)),
    DAY("24h", Duration.ofHours(24)),
    WEEK("7d", Duration.ofDays(7)),
    MONTH("30d", Duration.ofDays(30));

    private final String label;
    private final Duration width;

    LeaderboardWindow(String label, Duration width) {
        this.label = label;
        this.width = width;
    }

    @JsonValue
    public String label() {
        return label;
    }

    long hours() {
        return width.toHours();
    }

    Instant from(Instant now) {
        return until(now).minus(width);
    }

    /** The end of the running minute. */
    Instant until(Instant now) {
        return now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }
}
