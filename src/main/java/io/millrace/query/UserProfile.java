package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account: its newest names, its newest snapshot, and how the counts have grown before that snapshot.
 *
 * @param precision exact or rounded; null where no snapshot was taken
 * @param profileAt when the newest snapshot was taken, that all from secUid to precision are of
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UserProfile(
        String userId,
        @Nullable String uniqueId,
        @Nullable String nickname,
        @Nullable String secUid,
        @Nullable Boolean verified,
        @Nullable Boolean privateAccount,
        @Nullable String signature,
        @Nullable String avatarUrl,
        @Nullable Long followerCount,
        @Nullable Long followingCount,
        @Nullable Long friendCount,
        @Nullable Long heartCount,
        @Nullable Long videoCount,
        @Nullable Long diggCount,
        @Nullable String precision,
        @Nullable Instant profileAt,
        Instant firstSeenAt,
        Instant lastSeenAt,
        Growth growth,
        Instant asOf)
        implements Answer {

    /** Up to the newest snapshot, by length of the window. */
    public record Growth(
            @JsonProperty("1h") Gain hour,
            @JsonProperty("24h") Gain day,
            @JsonProperty("7d") Gain week,
            @JsonProperty("30d") Gain month) {}

    /**
     * The newest counts less those of an earlier snapshot of the same precision: the last one that is at least the window older, but
     * not twice the window. All null where there is none.
     *
     * @param since when that earlier snapshot was taken
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Gain(
            @Nullable Instant since,
            @Nullable Long followerCount,
            @Nullable Long followingCount,
            @Nullable Long friendCount,
            @Nullable Long heartCount,
            @Nullable Long videoCount,
            @Nullable Long diggCount) {}
}
