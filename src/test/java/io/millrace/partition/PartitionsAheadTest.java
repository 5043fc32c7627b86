package io.millrace.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.http.MovableClock;
import io.millrace.telemetry.PartitionMetrics;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class PartitionsAheadTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final Instant LAST_SECOND = Instant.parse("2026-11-20T23:59:59Z");

    private final MovableClock clock = new MovableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PartitionsAhead ahead = new PartitionsAhead(clock, new PartitionMetrics(meters));
    private final PartitionReadiness readiness = new PartitionReadiness(ahead, config(true));

    @Test
    void nobodyIsReadyBeforeSomebodyHasLooked() {
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isNaN();
    }

    @Test
    void midnightsPassAlthoughNobodyLooks() {
        clock.moveTo(LAST_SECOND);
        ahead.saw(new PartitionPlan(3, 2).wantedOn(TODAY));
        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isEqualTo(3);
        assertThat(gauge(PartitionedTable.LIVE_MINUTE_STATS)).isEqualTo(2);
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

        clock.moveTo(LAST_SECOND.plusSeconds(1));
        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isEqualTo(2);
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

        clock.moveTo(LAST_SECOND.plus(Duration.ofDays(1)).plusSeconds(1));
        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isEqualTo(1);
        HealthCheckResponse down = readiness.call();
        assertThat(down.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(down.getData().orElseThrow())
                .containsEntry("live_events", 1L)
                .containsEntry("user_stats_history_partitioned", 2L);
    }

    @Test
    void whatFollowsUponAGapIsNotAhead() {
        Set<Partition> attached = new HashSet<>(new PartitionPlan(5, 2).wantedOn(TODAY));
        attached.remove(PartitionedTable.LIVE_EVENTS.partitionOf(TODAY.plusDays(2)));
        ahead.saw(attached);

        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isEqualTo(1);
    }

    @Test
    void withoutTodaysNothingIsAhead() {
        Set<Partition> attached = new HashSet<>(new PartitionPlan(5, 2).wantedOn(TODAY));
        attached.remove(PartitionedTable.LIVE_EVENTS.partitionOf(TODAY));
        ahead.saw(attached);

        assertThat(gauge(PartitionedTable.LIVE_EVENTS)).isZero();
    }

    @Test
    void whoKeepsNoneIsReadyWithoutThem() {
        assertThat(new PartitionReadiness(ahead, config(false)).call().getStatus())
                .isEqualTo(HealthCheckResponse.Status.UP);
    }

    private double gauge(PartitionedTable table) {
        return meters.get("millrace.partitions.ahead")
                .tag("table", table.tableName())
                .gauge()
                .value();
    }

    private static PartitionConfig config(boolean enabled) {
        return new SmallRyeConfigBuilder()
                .withMapping(PartitionConfig.class)
                .withDefaultValue("millrace.partition.enabled", String.valueOf(enabled))
                .build()
                .getConfigMapping(PartitionConfig.class);
    }
}
