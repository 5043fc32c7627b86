package io.millrace.store;

import io.millrace.telemetry.ServerMetrics;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pools of the service, told to keep our statements prepared, to give up a connection on which nothing comes any more, and to whom they
 * may speak. Quarkus asks for the one that writes, which follows the primary where there are two servers; {@link #reads} is the API's.
 */
@Singleton
class Pools implements PgPoolCreator {
    // The client forgets statements of 2,048 characters or more by default; ours are longer, and are sent with every
    // batch.
    private static final int LONGEST_STATEMENT = 65_536;
    // About 30 statements of the service, and room for the API's.
    private static final int STATEMENTS = 128;
    // Those that are waited for no more stand in the queue until a connection comes.
    private static final int MOST_WAITING = 1_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    // The server is to give up first: it can say why.
    private static final Duration SILENCE_BEYOND_STATEMENT = Duration.ofSeconds(5);

    // A look at a server is a small thing.
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final StoreConfig config;
    private final List<Server> servers;
    private final ServerMetrics metrics;
    private volatile @Nullable ServerWatch watch;

    @Inject
    Pools(StoreConfig config, ServerMetrics metrics) {
        this.config = config;
        this.servers = Server.of(config);
        this.metrics = metrics;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(options -> prepared(options, config.statementTimeout()));
        return servers.size() == 1
                ? pool(input.vertx(), List.copyOf(input.pgConnectOptionsList()), input.poolOptions())
                : following(input.vertx(), input.pgConnectOptionsList().get(0), input.poolOptions());
    }

    /** The servers to read from, as indexes: the next where one fails. */
    List<Integer> readers() {
        ServerWatch watching = watch;
        return watching == null ? List.of(0) : watching.readers();
    }

    List<Server> servers() {
        return servers;
    }

    /** Connections of a role that reads; the session itself is told that it may not write. */
    Pool reads(Vertx vertx, Server server, String user, String password) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(server.host())
                .setPort(server.port())
                .setDatabase(config.database())
                .setUser(user)
                .setPassword(password);
        prepared(options, config.readerStatementTimeout());
        options.addProperty("default_transaction_read_only", "on");
        return pool(vertx, List.of(options), new PoolOptions().setMaxSize(config.readerConnections()));
    }

    @PreDestroy
    void stop() {
        ServerWatch watching = watch;
        if (watching != null) {
            watching.stop();
        }
    }

    /** Connections to whichever of the two servers is the primary, and to no other once it has changed. */
    private Pool following(Vertx vertx, PgConnectOptions options, PoolOptions poolOptions) {
        OpenConnections open = new OpenConnections();
        ServerWatch watching = new ServerWatch(
                vertx,
                servers,
                servers.stream()
                        .map(server -> probe(vertx, OpenConnections.to(server, options)))
                        .toList(),
                config.replicaLag(),
                metrics,
                open::closeAllBut);
        watch = watching;
        watching.start();
        return PgBuilder.pool()
                .with(withoutAcquisitionTimer(poolOptions))
                .connectingTo(() -> watching.writer().map(server -> OpenConnections.to(server, options)))
                .using(vertx)
                .withConnectHandler(connection -> {
                    open.opened(connection);
                    SilentConnections.closeForSure(connection);
                    // The primary may have changed while it was being opened.
                    open.closeAllBut(watching.writerNow());
                })
                .build();
    }

    private static Pool probe(Vertx vertx, PgConnectOptions server) {
        return pool(vertx, List.of(withBoundedSilence(server, LOOK)), new PoolOptions().setMaxSize(1));
    }

    private PgConnectOptions prepared(PgConnectOptions options, Duration statement) {
        withRoomForOurStatements(options);
        withBoundedSilence(options, statement);
        return withTls(options, config.tls(), config.tlsCa());
    }

    private static Pool pool(Vertx vertx, List<SqlConnectOptions> servers, PoolOptions options) {
        return PgBuilder.pool()
                .with(withoutAcquisitionTimer(options))
                .connectingTo(servers)
                .using(vertx)
                .withConnectHandler(SilentConnections::closeForSure)
                .build();
    }

    private static PgConnectOptions withTls(PgConnectOptions options, StoreConfig.Tls tls, Path authorities) {
        return switch (tls) {
            case DISABLE -> options.setSslMode(SslMode.DISABLE);
            case REQUIRE -> options.setSslMode(SslMode.REQUIRE).setTrustAll(true);
            case VERIFY_FULL ->
                options.setSslMode(SslMode.VERIFY_FULL)
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setPemTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
        };
    }

    static PgConnectOptions withRoomForOurStatements(PgConnectOptions options) {
        options.setCachePreparedStatements(true);
        options.setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT);
        options.setPreparedStatementCacheMaxSize(STATEMENTS);
        return options;
    }

    // Where a connection comes at the very moment at which the pool gives up waiting for it, nobody ever returns it.
    // What is waited for is bounded anyway: by the statements of the others, and by the bounds of a new connection.
    static PoolOptions withoutAcquisitionTimer(PoolOptions options) {
        return options.setConnectionTimeout(0).setMaxWaitQueueSize(MOST_WAITING);
    }

    /**
     * Bounds how long either side waits for the other. A network that swallows bytes tells nobody: without a bound the client waits for
     * an answer for ever, and the server keeps the locks of a transaction whose client is gone.
     *
     * @param statement the longest statement; zero: no bound at all
     */
    static PgConnectOptions withBoundedSilence(PgConnectOptions options, Duration statement) {
        options.setConnectTimeout((int) CONNECT.toMillis());
        options.setTcpKeepAlive(true);
        if (!statement.isZero()) {
            String millis = String.valueOf(statement.toMillis());
            options.addProperty("statement_timeout", millis);
            options.addProperty("idle_in_transaction_session_timeout", millis);
            options.addProperty("tcp_keepalives_idle", "10");
            options.addProperty("tcp_keepalives_interval", "5");
            options.addProperty("tcp_keepalives_count", "3");
            options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
            options.setIdleTimeout(
                    (int) statement.plus(SILENCE_BEYOND_STATEMENT).toMillis());
        }
        return options;
    }
}
