package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account's snapshots over time, oldest first; of a bucket its last snapshot. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UserStats(String userId, Bucket bucket, List<Snapshot> items, Instant asOf) implements Answer {
    public UserStats {
        items = List.copyOf(items);
    }

    /**
     * One snapshot.
     *
     * @param at the start of its bucket; without buckets capturedAt
     * @param capturedAt null, as all counts and the precision, in a bucket without a snapshot, which stands here only on request
     * @param partial true on the bucket that is not over yet, absent on all others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Snapshot(
            Instant at,
            @Nullable Instant capturedAt,
            @Nullable Long followerCount,
            @Nullable Long followingCount,
            @Nullable Long friendCount,
            @Nullable Long heartCount,
            @Nullable Long videoCount,
            @Nullable Long diggCount,
            @Nullable String precision,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean partial) {

        static Snapshot none(Instant at, @Nullable Boolean partial) {
            return new Snapshot(at, null, null, null, null, null, null, null, null, partial);
        }
    }
}
