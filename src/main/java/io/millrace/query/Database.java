package io.millrace.query;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One read: a statement, its rows, or {@link DatabaseAway}. Other failures are mistakes in a statement and go through as they are.
 *
 * <p>Where there are several servers to read from, a read that fails on one goes to the next, whatever the reason: a replica may be gone, may
 * end a read that is in the way of what it replays, may not have a table yet that the primary has, and may say nothing. So each but the last
 * has half of the time that is left.
 */
@Singleton
class Database {
    private final Supplier<List<Pool>> pools;
    private final QueryConfig config;

    Database(@Identifier("reads") Supplier<List<Pool>> pools, QueryConfig config) {
        this.pools = pools;
        this.config = config;
    }

    /** Instants are sent as timestamptz; nulls keep their place. */
    Uni<List<Row>> read(String sql, @Nullable Object... parameters) {
        return Uni.createFrom()
                .deferred(() -> read(pools.get().iterator(), sql, tuple(parameters), config.timeout()))
                .ifNoItem()
                .after(config.timeout())
                .failWith(TimeoutException::new)
                .onFailure(Database::isAway)
                .transform(DatabaseAway::new);
    }

    private static Uni<List<Row>> read(Iterator<Pool> servers, String sql, Tuple parameters, Duration left) {
        Uni<List<Row>> rows =
                servers.next().preparedQuery(sql).execute(parameters).map(Database::list);
        if (!servers.hasNext()) {
            return rows;
        }
        Duration share = left.dividedBy(2);
        return rows.ifNoItem()
                .after(share)
                .fail()
                .onFailure()
                .recoverWithUni(() -> read(servers, sql, parameters, left.minus(share)));
    }

    private static List<Row> list(RowSet<Row> rows) {
        List<Row> list = new ArrayList<>(rows.size());
        rows.forEach(list::add);
        return list;
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static Instant requiredInstant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A 64-bit id as the text that is shown. */
    static @Nullable String id(Row row, String column) {
        Long id = row.getLong(column);
        return id == null ? null : id.toString();
    }

    static String requiredId(Row row, String column) {
        return row.getLong(column).toString();
    }

    /** Without the zeros that only say how the column is declared. */
    static @Nullable BigDecimal decimal(Row row, String column) {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? null : Ratio.plain(value);
    }

    private static Tuple tuple(@Nullable Object... parameters) {
        Tuple tuple = Tuple.tuple();
        for (Object parameter : parameters) {
            tuple.addValue(parameter instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : parameter);
        }
        return tuple;
    }

    /**
     * Classes 08 (connection), 28 (login), 53 (resources), 57 (operator, also a cancelled statement), 3D (no such database), and
     * 25006: what an operator mends. A pool that gives up waiting says so by a text-only exception of Vert.x.
     */
    private static boolean isAway(Throwable failure) {
        if (failure instanceof PgException pg) {
            String state = pg.getSqlState();
            return state == null || state.matches("(08|28|53|57|3D).*|25006");
        }
        return failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof ClosedConnectionException
                || failure instanceof io.vertx.core.VertxException
                || failure.getClass().getName().startsWith("io.vertx.core.impl.NoStackTrace");
    }
}
