package io.millrace.store;

import io.millrace.partition.PartitionKeeper;
import io.millrace.servers.RealServers;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/** A migrated database of its own for one test class, with a pool as the service has it. */
public final class StoreDatabase implements AutoCloseable {
    private final RealServers.Database database;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final PartitionKeeper partitions;

    public StoreDatabase(String hint) {
        database = RealServers.newDatabase(hint);
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        PgConnectOptions options = Pools.withRoomForOurStatements(new PgConnectOptions()
                .setHost(database.host())
                .setPort(database.port())
                .setDatabase(database.name())
                .setUser(database.user())
                .setPassword(database.password()));
        pool = Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(6))
                .connectingTo(options)
                .using(vertx)
                .build());
        partitions = new PartitionKeeper(pool);
    }

    public Pool pool() {
        return pool;
    }

    public PartitionKeeper partitions() {
        return partitions;
    }

    public RealServers.Database coordinates() {
        return database;
    }

    /** The rows of a query, each as its columns joined by a bar; null is empty. */
    public List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        for (Row row : pool.query(sql).executeAndAwait()) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                Object cell = row.getValue(i);
                cells.add(cell == null ? "" : cell.toString());
            }
            rows.add(String.join("|", cells));
        }
        return rows;
    }

    public void execute(String sql) {
        pool.query(sql).executeAndAwait();
    }

    /** Empties every table. */
    public void clear() {
        execute("""
                TRUNCATE live_events, undated_messages, live_streams, live_minute_stats, gift_streaks, live_participants, live_stream_days,
                         users, nickname_history, unique_id_history, user_stats_history_partitioned, ingest_ledger,
                         ingest_incidents, dead_letters
                """);
    }

    /** Every figure and name that is kept, without the marks of when it was written and without these columns. */
    public List<String> figures(String... without) {
        String left = String.join(
                "",
                java.util.Arrays.stream(without)
                        .map(column -> " - '" + column + "'")
                        .toList());
        List<String> figures = new ArrayList<>();
        for (String relation : List.of(
                "live_streams",
                "live_minute_stats",
                "live_stream_days",
                "daily_live_analytics",
                "live_participants",
                "gift_streaks",
                "users",
                "nickname_history",
                "unique_id_history",
                "user_stats_history")) {
            String rows = """
                    SELECT (to_jsonb(t) - 'updated_at' - 'previous_repeat_count' - 'previous_diamonds' - 'previous_started_at'%s)::text AS row
                      FROM %s t
                     ORDER BY 1
                    """.formatted(left, withoutEmptyRows(relation));
            rows(rows).forEach(row -> figures.add(relation + " " + row));
        }
        return figures;
    }

    // A streak that moved leaves a row of zeros, which says nothing.
    private static String withoutEmptyRows(String relation) {
        return relation.equals("live_minute_stats") || relation.equals("live_stream_days")
                ? "(SELECT * FROM " + relation + " WHERE events <> 0 OR gifts <> 0 OR diamonds <> 0)"
                : relation;
    }

    /** What verify_room finds wrong in any room. */
    public List<String> differences() {
        return rows("""
                SELECT r.room_id, d.relation, d.key, d.kept::text, d.recomputed::text
                  FROM (SELECT room_id FROM live_streams UNION SELECT room_id FROM live_events) r
                 CROSS JOIN LATERAL verify_room(r.room_id) d
                """);
    }

    @Override
    public void close() {
        pool.closeAndAwait();
        vertx.close();
    }
}
