package io.millrace.store;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The pool of the service, told to keep our statements prepared. */
@Singleton
class PoolOptionsCustomizer implements PgPoolCreator {
    // The client forgets statements of 2,048 characters or more by default; ours are longer, and are sent with every
    // batch.
    private static final int LONGEST_STATEMENT = 65_536;
    // About 30 statements of the service, and room for the API's.
    private static final int STATEMENTS = 128;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(PoolOptionsCustomizer::withRoomForOurStatements);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    static PgConnectOptions withRoomForOurStatements(PgConnectOptions options) {
        options.setCachePreparedStatements(true);
        options.setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT);
        options.setPreparedStatementCacheMaxSize(STATEMENTS);
        return options;
    }
}
