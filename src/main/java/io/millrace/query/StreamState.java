package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a broadcast is doing, as far as its events and the clock tell. */
public enum StreamState {
    LIVE,
    PAUSED,
    ENDED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String label() {
        return label;
    }

    /** @param idleSince no event after this time: ended, whatever the room said last */
    static StreamState of(@Nullable Instant endedAt, Instant lastEventAt, boolean paused, Instant idleSince) {
        if (endedAt != null || !lastEventAt.isAfter(idleSince)) {
            return ENDED;
        }
        return paused ? PAUSED : LIVE;
    }
}
