package io.millrace.partition;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Looks ahead at start and every minute, so that no row waits for its partition at midnight. */
@ApplicationScoped
public class PartitionSchedule {
    private static final Logger LOG = Logger.getLogger(PartitionSchedule.class);

    private final PartitionKeeper keeper;
    private final PartitionCatalogue catalogue;
    private final PartitionsAhead ahead;
    private final PartitionConfig config;
    private final PartitionPlan plan;
    private final Clock clock;

    PartitionSchedule(
            PartitionKeeper keeper,
            PartitionCatalogue catalogue,
            PartitionsAhead ahead,
            PartitionConfig config,
            Clock clock) {
        this.keeper = keeper;
        this.catalogue = catalogue;
        this.ahead = ahead;
        this.config = config;
        this.plan = new PartitionPlan(config.daysAhead(), config.monthsAhead());
        this.clock = clock;
    }

    // A failure is no more than a warning: the next minute tries again, readiness tells how long that may go on, and a
    // batch makes what it
    // needs by itself.
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> keepAhead() {
        if (!config.enabled()) {
            return Uni.createFrom().voidItem();
        }
        Set<Partition> wanted = plan.wantedOn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return keeper.ensure(wanted)
                .chain(catalogue::attached)
                .invoke(attached -> sees(attached, wanted))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("partitions ahead could not be made: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private void sees(List<Partition> attached, Set<Partition> wanted) {
        ahead.saw(attached);
        if (!attached.containsAll(wanted)) {
            LOG.warn("a partition that was made is gone; all of them are looked for again");
            keeper.forget();
        }
    }

    @Produces
    @Singleton
    static PartitionKeeper keeper(Pool pool) {
        return new PartitionKeeper(pool);
    }

    @Produces
    @Singleton
    static PartitionCatalogue catalogue(Pool pool) {
        return new PartitionCatalogue(pool);
    }
}
