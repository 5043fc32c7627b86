package io.millrace.partition;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Looks ahead at start and every hour, so that no row waits for its partition at midnight. */
@ApplicationScoped
public class PartitionSchedule {
    private static final Logger LOG = Logger.getLogger(PartitionSchedule.class);

    private final PartitionKeeper keeper;
    private final PartitionPlan plan;

    PartitionSchedule(PartitionKeeper keeper, PartitionConfig config) {
        this.keeper = keeper;
        this.plan = new PartitionPlan(config.daysAhead(), config.monthsAhead());
    }

    // A failure is no more than a warning: the next hour tries again, and a batch makes what it needs by itself.
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> keepAhead() {
        return keeper.keepAhead(plan, Clock.systemUTC())
                .onFailure()
                .invoke(failure -> LOG.warnf("partitions ahead could not be made: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    @Produces
    @Singleton
    static PartitionKeeper keeper(Pool pool) {
        return new PartitionKeeper(pool);
    }
}
