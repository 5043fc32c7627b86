package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.PartitionKeeper;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** The stores as the service has them: on the pool that writes. */
class StoreBeans {
    private static final Logger LOG = Logger.getLogger(StoreBeans.class);

    @Produces
    @Singleton
    BatchStore<LiveEvent> liveEventStore(Pool pool, PartitionKeeper partitions, StoreConfig config) {
        if (!config.figures()) {
            LOG.warn(
                    "history alone is kept: figures and names of hosts stand still; run 'millrace rebuild' when the load has ended");
        }
        return new PostgresLiveEventStore(pool, partitions, config.figures());
    }

    @Produces
    @Singleton
    BatchStore<ProfileSnapshot> profileStore(Pool pool, PartitionKeeper partitions) {
        return new PostgresProfileStore(pool, partitions);
    }

    /** What the API reads through. The room of queries knows this pool by its name, and nothing else of ours. */
    @Produces
    @Singleton
    @Identifier("reads")
    Pool reads(Pool pool, PoolOptionsCustomizer pools, Vertx vertx, StoreConfig config) {
        return config.reader()
                .map(user -> Pool.newInstance(
                        pools.reads(vertx, user, config.readerPassword().orElse(""))))
                .orElse(pool);
    }

    @Produces
    @Singleton
    Ledger ledger(Pool pool) {
        return new Ledger(pool);
    }

    @Produces
    @Singleton
    FigureAudit figureAudit(Pool pool) {
        return new FigureAudit(pool);
    }

    @Produces
    @Singleton
    StoreStatus storeStatus(Pool pool) {
        return new StoreStatus(pool);
    }

    @Produces
    @Singleton
    Incidents incidents(Pool pool) {
        return new Incidents(pool);
    }

    @Produces
    @Singleton
    DeadLetters deadLetters(Pool pool) {
        return new DeadLetters(pool, Clock.systemUTC());
    }

    @Produces
    @Singleton
    DeadLetterReplay deadLetterReplay(Pool pool, PartitionKeeper partitions, DeadLetters letters) {
        return new DeadLetterReplay(pool, partitions, letters);
    }
}
