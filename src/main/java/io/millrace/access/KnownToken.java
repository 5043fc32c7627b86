package io.millrace.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token as the database knows it, without its secret.
 *
 * @param id the public part of the token
 * @param team whose it is
 * @param scopes as they were given
 * @param createdAt null where the reader may not know
 * @param expiresAt from when it is refused; null: never
 * @param revokedAt since when it is refused; null: it is not
 */
public record KnownToken(
        String id,
        String team,
        Set<Scope> scopes,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    public KnownToken {
        scopes = Set.copyOf(scopes);
    }

    /** Why it is let in, or not. */
    public enum State {
        VALID,
        EXPIRED,
        REVOKED
    }

    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return expiresAt == null || now.isBefore(expiresAt) ? State.VALID : State.EXPIRED;
    }

    public boolean may(Scope needed) {
        return scopes.stream().anyMatch(scope -> scope.includes(needed));
    }
}
