package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.PartitionKeeper;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
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

    /** At the start: the first read would fail with a log-in that is refused, which names no key. */
    void requireReadersPassword(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start, StoreConfig config) {
        if (config.reader().isPresent() && config.readerPassword().isEmpty()) {
            throw new ConfigurationException(
                    "millrace.store.reader-password must be given where millrace.store.reader is: "
                            + config.reader().get());
        }
    }

    /**
     * What the API reads through: asked before each read, and then the first of them that answers. Never the connections that write: however
     * much is asked, intake has its own. The rooms of queries and of access know these pools by their name, and nothing else of ours.
     */
    @Produces
    @Singleton
    @Identifier("reads")
    Supplier<List<Pool>> reads(Pools pools, Vertx vertx, StoreConfig config) {
        String user = config.reader().orElse(config.user());
        String password = config.reader().isPresent() ? config.readerPassword().orElse("") : config.password();
        List<Pool> each = pools.servers().stream()
                .map(server -> Pool.newInstance(pools.reads(vertx, server, user, password)))
                .toList();
        return () -> pools.readers().stream().map(each::get).toList();
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
