package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What broadcasts of one host are compared by; each is a figure of the summary, but for the minutes. */
public enum BroadcastFigure {
    /** From the first event's to the last event's, both included. */
    MINUTES_ON_AIR,
    VIEWERS_PEAK,
    VIEWERS_AVG,
    HOURS_WATCHED,
    COMMENTS,
    LIKES,
    GIFTS,
    DIAMONDS,
    NEW_FOLLOWERS,
    PARTICIPANTS,
    GIFTER_CONVERSION,
    ENGAGEMENT;

    private final String label = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String label() {
        return label;
    }

    /** Null where it is not known. */
    @Nullable
    BigDecimal of(StreamSummary broadcast, long minutesOnAir) {
        return switch (this) {
            case MINUTES_ON_AIR -> BigDecimal.valueOf(minutesOnAir);
            case VIEWERS_PEAK -> broadcast.viewersPeak() == null ? null : BigDecimal.valueOf(broadcast.viewersPeak());
            case VIEWERS_AVG -> broadcast.viewersAvg();
            case HOURS_WATCHED -> broadcast.hoursWatched();
            case COMMENTS -> BigDecimal.valueOf(broadcast.comments());
            case LIKES -> BigDecimal.valueOf(broadcast.likes());
            case GIFTS -> BigDecimal.valueOf(broadcast.gifts());
            case DIAMONDS -> BigDecimal.valueOf(broadcast.diamonds());
            case NEW_FOLLOWERS -> BigDecimal.valueOf(broadcast.newFollowers());
            case PARTICIPANTS -> BigDecimal.valueOf(broadcast.participants());
            case GIFTER_CONVERSION -> broadcast.gifterConversion();
            case ENGAGEMENT -> broadcast.engagement();
        };
    }
}
