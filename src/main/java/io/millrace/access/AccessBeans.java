package io.millrace.access;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The tokens as the commands have them: on the pool that writes. */
class AccessBeans {
    @Produces
    @Singleton
    ApiTokens apiTokens(Pool pool, Clock clock) {
        return new ApiTokens(pool, clock);
    }
}
