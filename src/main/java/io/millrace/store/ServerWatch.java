package io.millrace.store;

import io.millrace.telemetry.ServerMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks at both servers again and again, and tells what {@link ServerChoice} makes of it. Blocks nothing: looks are statements like any
 * other, on a connection of their own to each server, and one that is not answered in time is no answer.
 */
final class ServerWatch {
    private static final Logger LOG = Logger.getLogger(ServerWatch.class);
    /** Bounds the time from one look to the next, and so how long reads go to a replica that is gone before they fail over one by one. */
    private static final Duration EVERY = Duration.ofSeconds(1);
    /**
     * Bounds the looks at the start that a first connection waits for, until both servers have answered. One primary is not enough: the other
     * server, slower to answer, may be the one that was promoted over it.
     */
    private static final int FIRST_LOOKS = 5;
    /** Bounds the wait for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    // A primary tells its timeline in the name of the file that it writes; a standby would refuse to.
    static final String LOOK = """
            SELECT (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
                   pg_is_in_recovery() AS is_standby,
                   (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint
                     AS position,
                   CASE WHEN pg_is_in_recovery() THEN 0
                        ELSE ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::bigint END AS timeline,
                   (SELECT pid FROM pg_stat_wal_receiver) AS receiver
            """;

    private final Vertx vertx;
    private final List<Server> servers;
    private final List<Pool> probes;
    private final ServerChoice choice;
    private final ServerMetrics metrics;
    private final Consumer<Server> onWriter;
    private final Promise<Void> looked = Promise.promise();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Standing standing = new Standing(0, List.of(0));
    private Set<Integer> strangers = Set.of();
    private int looks;
    private long timer = -1;

    /**
     * @param servers two of them
     * @param probes a pool of one connection to each, for the looks
     * @param onWriter told of each change of the server that is written to
     */
    ServerWatch(
            Vertx vertx,
            List<Server> servers,
            List<Pool> probes,
            Duration lagBound,
            ServerMetrics metrics,
            Consumer<Server> onWriter) {
        this.vertx = vertx;
        this.servers = servers;
        this.probes = probes;
        this.choice = new ServerChoice(lagBound);
        this.metrics = metrics;
        this.onWriter = onWriter;
    }

    private record Standing(int writer, List<Integer> readers) {}

    void start() {
        metrics.watched();
        look();
        timer = vertx.setPeriodic(EVERY.toMillis(), id -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
        probes.forEach(Pool::close);
    }

    /**
     * The server to write to, once both have answered, or one of them did not for some looks: then whichever primary was found, or the first.
     * Later, the one found last.
     */
    Future<Server> writer() {
        return looked.future().map(done -> servers.get(standing.writer()));
    }

    /** The server to write to as far as is known. */
    Server writerNow() {
        return servers.get(standing.writer());
    }

    /** Indexes of the servers to read from, the next where one fails. */
    List<Integer> readers() {
        return standing.readers();
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        long sent = System.nanoTime();
        Future<Optional<ServerChoice.Look>> first = look(probes.get(0));
        Future<Optional<ServerChoice.Look>> second = look(probes.get(1));
        Future.all(first, second).onComplete(both -> {
            try {
                decide(sent, List.of(first.result(), second.result()));
            } catch (RuntimeException mistake) {
                LOG.error("looks at the database's servers are not understood", mistake);
            } finally {
                if (choice.knowsBoth() || ++looks >= FIRST_LOOKS) {
                    looked.tryComplete();
                }
                looking.set(false);
            }
        });
    }

    /** Never fails. */
    private static Future<Optional<ServerChoice.Look>> look(Pool probe) {
        return probe.query(LOOK)
                .execute()
                .map(rows -> Optional.of(read(rows.iterator().next())))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> {
                    LOG.debugf("a server of the database does not answer: %s", failure.getMessage());
                    return Optional.empty();
                });
    }

    private static ServerChoice.Look read(Row row) {
        return new ServerChoice.Look(
                row.getString("cluster"),
                row.getBoolean("is_standby"),
                row.getLong("position"),
                row.getLong("timeline"),
                row.getInteger("receiver"));
    }

    // One look at a time.
    private void decide(long sent, List<Optional<ServerChoice.Look>> looks) {
        choice.looked(sent, System.nanoTime(), looks);
        warnOfStrangers();
        Standing before = standing;
        Standing now = new Standing(choice.writer(), choice.readers());
        standing = now;
        if (now.writer() != before.writer()) {
            LOG.warnf("the database is written to at %s from now on", servers.get(now.writer()));
            onWriter.accept(servers.get(now.writer()));
        }
        int reader = now.readers().get(0);
        if (reader != before.readers().get(0)) {
            LOG.infof(
                    "the API reads at %s from now on, the %s",
                    servers.get(reader), reader == now.writer() ? "primary" : "replica");
        }
        metrics.stands(
                now.writer() == 0,
                reader != now.writer(),
                choice.lag().map(lag -> lag.toMillis() / 1000.0).orElse(Double.NaN));
    }

    private void warnOfStrangers() {
        Set<Integer> now = choice.strangers();
        now.stream()
                .filter(server -> !strangers.contains(server))
                .forEach(server -> LOG.warnf(
                        "%s holds the data of another database cluster than %s: it is neither read from nor written to",
                        servers.get(server), servers.get(1 - server)));
        strangers = now;
    }
}
