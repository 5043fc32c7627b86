package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Transactions on connections that are waited for no longer than a bound.
 *
 * <p>A new connection whose handshake a network swallows never comes and never fails. The pool's own bound is no help: where a connection
 * comes at the very moment at which it gives up, nobody ever returns it. Here one that comes too late goes back to the pool.
 */
final class Transactions {
    private static final Duration CONNECTION = Duration.ofSeconds(10);
    // Beyond what PostgreSQL and the silence on a connection allow by default.
    private static final Duration STATEMENT = Duration.ofSeconds(40);

    private Transactions() {}

    /**
     * Runs the work between BEGIN and COMMIT, its first step on a worker and not on the connection's event loop; anything that fails rolls
     * back.
     *
     * @return what the work answered, once it is committed; fails with the failure of the work, of COMMIT or of the connection, where the
     *     outcome of a COMMIT that was sent may be unknown
     */
    static <T> Uni<T> run(Pool pool, Function<SqlConnection, Uni<T>> work) {
        return connection(pool).chain(connection -> connection
                .begin()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(transaction -> run(transaction, () -> work.apply(connection)))
                .eventually(connection::close));
    }

    private static <T> Uni<T> run(Transaction transaction, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .call(transaction::commit)
                .onFailure()
                // Of a failed commit, or on a connection that is gone, nothing is left to roll back.
                .call(() -> transaction.rollback().onFailure().recoverWithNull());
    }

    /** The same bound for a single statement of the pool, which gives its connection back by itself, however late it comes. */
    static <T> Uni<T> bounded(Uni<T> statement) {
        return statement
                .ifNoItem()
                .after(STATEMENT)
                .failWith(() -> new TimeoutException("no answer within " + STATEMENT.toSeconds() + " s"));
    }

    private static Uni<SqlConnection> connection(Pool pool) {
        return Uni.createFrom().emitter(emitter -> await(pool, emitter));
    }

    private static void await(Pool pool, UniEmitter<? super SqlConnection> emitter) {
        AtomicBoolean answered = new AtomicBoolean();
        ScheduledFuture<?> bound = Infrastructure.getDefaultWorkerPool()
                .schedule(
                        () -> {
                            if (answered.compareAndSet(false, true)) {
                                emitter.fail(
                                        new TimeoutException("no connection within " + CONNECTION.toSeconds() + " s"));
                            }
                        },
                        CONNECTION.toMillis(),
                        TimeUnit.MILLISECONDS);
        pool.getConnection()
                .subscribe()
                .with(
                        connection -> {
                            bound.cancel(false);
                            if (answered.compareAndSet(false, true)) {
                                emitter.complete(connection);
                            } else {
                                connection.closeAndForget();
                            }
                        },
                        failure -> {
                            bound.cancel(false);
                            if (answered.compareAndSet(false, true)) {
                                emitter.fail(failure);
                            }
                        });
    }
}
