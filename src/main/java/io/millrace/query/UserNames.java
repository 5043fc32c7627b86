package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;

/** Every name an account was seen under, the last seen first. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UserNames(String userId, List<Nickname> nicknames, List<UniqueId> uniqueIds, Instant asOf)
        implements Answer {
    public UserNames {
        nicknames = List.copyOf(nicknames);
        uniqueIds = List.copyOf(uniqueIds);
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Nickname(String nickname, Instant firstSeenAt, Instant lastSeenAt) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record UniqueId(String uniqueId, Instant firstSeenAt, Instant lastSeenAt) {}
}
