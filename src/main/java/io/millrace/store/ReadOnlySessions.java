package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import org.jboss.logging.Logger;

/**
 * Ends sessions that may only read. After a failover a pool may still hold connections to the server that is a standby now; they answer
 * for ever that they cannot write, and only a new connection finds the new primary.
 */
final class ReadOnlySessions {
    private static final Logger LOG = Logger.getLogger(ReadOnlySessions.class);
    private static final String READ_ONLY = "25006";
    // The client has no way to close a connection of a pool; the server has.
    private static final String END_IF_READ_ONLY =
            "SELECT CASE WHEN current_setting('transaction_read_only') = 'on' THEN pg_terminate_backend(pg_backend_pid()) ELSE false END AS ended";

    private final Pool pool;

    ReadOnlySessions(Pool pool) {
        this.pool = pool;
    }

    static boolean isCauseOf(Throwable failure) {
        return READ_ONLY.equals(Fault.sqlState(failure));
    }

    /** Ends idle sessions of the pool until one may write, or there are no more; those in use end after their own failure. Never fails. */
    Uni<Void> end() {
        LOG.debug("the database refuses to write (SQLSTATE 25006): its read-only sessions are ended");
        return end(pool.size());
    }

    private Uni<Void> end(int atMost) {
        if (atMost <= 0) {
            return Uni.createFrom().voidItem();
        }
        return pool.query(END_IF_READ_ONLY)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("ended"))
                // The session may end before it has answered.
                .onFailure()
                .recoverWithItem(true)
                .chain(ended -> ended ? end(atMost - 1) : Uni.createFrom().voidItem());
    }
}
