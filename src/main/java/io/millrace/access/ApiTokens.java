package io.millrace.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokens there are, for whoever makes, lists and revokes them. Each change is one statement. */
public final class ApiTokens {
    /** Bounds the valid tokens, all of which each process of the service holds in memory. */
    public static final int MOST = 1_000;

    private static final String CREATE = """
            INSERT INTO api_tokens (id, team, scopes, secret_hash, created_at, expires_at)
            SELECT $1, $2, $3::text[], $4::bytea, $5::timestamptz, $6::timestamptz
             WHERE (SELECT count(*)
                      FROM api_tokens t
                     WHERE t.revoked_at IS NULL
                       AND (t.expires_at IS NULL OR t.expires_at > $5::timestamptz)) < $7::bigint
            """;

    private static final String ALL = """
            SELECT id, team, scopes, created_at, expires_at, revoked_at
              FROM api_tokens
             ORDER BY created_at, id
            """;

    private static final String ONE = """
            SELECT id, team, scopes, created_at, expires_at, revoked_at
              FROM api_tokens
             WHERE id = $1
            """;

    // The time of the first revocation stands.
    private static final String REVOKE = """
            UPDATE api_tokens
               SET revoked_at = coalesce(revoked_at, $2::timestamptz)
             WHERE id = $1
            RETURNING id, team, scopes, created_at, expires_at, revoked_at
            """;

    private final Pool pool;
    private final Clock clock;

    public ApiTokens(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Keeps a fresh token.
     *
     * @param expiresAt null: never
     * @return what is kept of it, or empty where there are {@link #MOST} valid ones already, and nothing was kept
     */
    public Uni<Optional<KnownToken>> create(Token token, String team, Set<Scope> scopes, @Nullable Instant expiresAt) {
        Instant now = clock.instant();
        KnownToken known = new KnownToken(token.id(), team, scopes, now, expiresAt, null);
        return pool.preparedQuery(CREATE)
                .execute(Tuple.from(Arrays.asList(
                        token.id(),
                        team,
                        scopes.stream().sorted().map(Scope::code).toArray(String[]::new),
                        Buffer.buffer(token.secretHash()),
                        at(now),
                        expiresAt == null ? null : at(expiresAt),
                        (long) MOST)))
                .map(rows -> rows.rowCount() == 1 ? Optional.of(known) : Optional.empty());
    }

    /** Every token there ever was, oldest first. */
    public Uni<List<KnownToken>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> rows.stream().map(ApiTokens::known).toList());
    }

    /** The token of this id, whether it is valid or not. */
    public Uni<Optional<KnownToken>> find(String id) {
        return pool.preparedQuery(ONE)
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().findFirst().map(ApiTokens::known));
    }

    /** Refuses a token from now on; one that was revoked before stays as it is. Empty where there is none of this id. */
    public Uni<Optional<KnownToken>> revoke(String id) {
        return pool.preparedQuery(REVOKE)
                .execute(Tuple.of(id, at(clock.instant())))
                .map(rows -> rows.stream().findFirst().map(ApiTokens::known));
    }

    private static KnownToken known(Row row) {
        return new KnownToken(
                row.getString("id"),
                row.getString("team"),
                scopes(row),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    static Set<Scope> scopes(Row row) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String code : row.getArrayOfStrings("scopes")) {
            Scope.of(code).ifPresent(scopes::add);
        }
        return scopes;
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
