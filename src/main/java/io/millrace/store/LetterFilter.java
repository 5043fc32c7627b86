package io.millrace.store;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those of which all that is given is true.
 *
 * @param reason its code; null: any; likewise the others
 * @param since received then or later
 * @param until received before
 * @param replayed true: those that a replay has stored; false: the open ones
 */
public record LetterFilter(
        @Nullable String reason,
        @Nullable String topic,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Boolean replayed) {
    public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null);

    /** The open ones of these, received before now where nothing else is said: what comes in meanwhile is not run after. */
    LetterFilter openUntil(Instant now) {
        return new LetterFilter(reason, topic, since, until == null ? now : until, false);
    }

    LetterFilter until(Instant now) {
        return new LetterFilter(reason, topic, since, until == null ? now : until, replayed);
    }

    /** Only what is given is asked, so that the planner sees each time which index helps. Parameters are appended to the tuple. */
    String where(Tuple parameters) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        if (reason != null) {
            conditions.add("reason = $" + parameters.addString(reason).size());
        }
        if (topic != null) {
            conditions.add("topic = $" + parameters.addString(topic).size());
        }
        if (since != null) {
            conditions.add("received_at >= $"
                    + parameters.addOffsetDateTime(Columns.utc(since)).size());
        }
        if (until != null) {
            conditions.add("received_at < $"
                    + parameters.addOffsetDateTime(Columns.utc(until)).size());
        }
        if (replayed != null) {
            conditions.add(replayed ? "replayed_at IS NOT NULL" : "replayed_at IS NULL");
        }
        return String.join(" AND ", conditions);
    }
}
