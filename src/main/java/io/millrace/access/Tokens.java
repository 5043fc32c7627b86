package io.millrace.access;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The valid tokens, in memory: a request waits for no database. Read anew by {@link #read()}; a reading that fails leaves those of the last
 * one in force, for as long as {@code millrace.access.holds}. Safe to use from many threads.
 */
@Singleton
public class Tokens {
    private static final Logger LOG = Logger.getLogger(Tokens.class);

    /** Bounds one reading from one server. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Bounds the memory, however the rows came to be; twice of what may be made. */
    private static final int MOST_READ = 2 * ApiTokens.MOST;

    private static final String VALID = """
            SELECT id, team, scopes, secret_hash, expires_at, revoked_at
              FROM api_tokens
             WHERE revoked_at IS NULL
               AND (expires_at IS NULL OR expires_at > $1::timestamptz)
             ORDER BY id
             LIMIT $2::bigint
            """;

    private final Supplier<List<Pool>> servers;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Duration holds;
    private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();
    private volatile boolean failing;

    @Inject
    Tokens(@Identifier("reads") Supplier<List<Pool>> servers, Clock clock, AccessConfig config) {
        this(servers, clock, System::nanoTime, config.holds());
    }

    /** @param nanos a time that only goes on, for how long a reading holds; the clock says what has expired */
    Tokens(Supplier<List<Pool>> servers, Clock clock, LongSupplier nanos, Duration holds) {
        this.servers = servers;
        this.clock = clock;
        this.nanos = nanos;
        this.holds = holds;
    }

    private record Reading(TokenView view, long nanos) {}

    /** Reads them anew, and tells how many are valid. Fails with what the last server said. */
    public Uni<Long> read() {
        return Uni.createFrom().deferred(() -> read(servers.get().iterator(), nanos.getAsLong()));
    }

    private Uni<Long> read(Iterator<Pool> left, long asked) {
        Uni<Long> read = left.next()
                .preparedQuery(VALID)
                .execute(Tuple.of(ApiTokens.at(clock.instant()), (long) MOST_READ))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(Tokens::view)
                .invoke(view -> keep(new Reading(view, asked)))
                .map(view -> view.valid(clock.instant()));
        return left.hasNext()
                ? read.onFailure().recoverWithUni(() -> read(left, asked))
                : read.onFailure().invoke(this::tellOnce);
    }

    // A slow answer must not undo a later question's.
    private void keep(Reading reading) {
        last.accumulateAndGet(
                reading,
                (before, now) -> before == null || now == null || now.nanos - before.nanos >= 0 ? now : before);
        if (failing) {
            failing = false;
            LOG.info("tokens are read again");
        }
    }

    private void tellOnce(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warnf("tokens cannot be read, the last ones hold for %s: %s", holds, failure.getMessage());
        }
    }

    private static TokenView view(RowSet<Row> rows) {
        return new TokenView(rows.stream()
                .map(row -> new TokenView.Kept(
                        new KnownToken(
                                row.getString("id"),
                                row.getString("team"),
                                ApiTokens.scopes(row),
                                null,
                                ApiTokens.instant(row, "expires_at"),
                                ApiTokens.instant(row, "revoked_at")),
                        row.getBuffer("secret_hash").getBytes()))
                .toList());
    }

    /** Whether what is known of tokens is new enough to go by. */
    public boolean areKnown() {
        Reading reading = last.get();
        return reading != null && nanos.getAsLong() - reading.nanos <= holds.toNanos();
    }

    /** Whose token this is; empty where it is nobody's, or not any more, or nothing is known. */
    public Optional<KnownToken> find(String bearer) {
        Reading reading = last.get();
        return reading == null || !areKnown() ? Optional.empty() : reading.view.find(bearer, clock.instant());
    }

    /** Whether the token of this id may go on. */
    public boolean isValid(String id) {
        Reading reading = last.get();
        return reading != null && areKnown() && reading.view.isValid(id, clock.instant());
    }
}
