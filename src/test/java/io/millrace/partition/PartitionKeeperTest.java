package io.millrace.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.StoreDatabase;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionKeeperTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private StoreDatabase database;

    @BeforeAll
    void open() {
        database = new StoreDatabase("partitions");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void manyKeepersAtOnceMakeEachPartitionOnce() {
        for (int day = 0; day < 20; day++) {
            List<Partition> wanted = List.of(PartitionedTable.LIVE_EVENTS.partitionOf(
                    LocalDate.of(2024, 1, 1).plusDays(day)));
            List<Uni<Void>> keepers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                keepers.add(new PartitionKeeper(database.pool()).ensure(wanted));
            }
            Uni.join().all(keepers).andFailFast().await().atMost(A_MINUTE);
        }

        assertThat(leaves("live_events_p202401")).hasSize(20);
    }

    @Test
    void keepsYesterdayTodayAndTheDaysAndMonthsAhead() {
        PartitionPlan plan = new PartitionPlan(3, 2);

        database.partitions()
                .ensure(plan.wantedOn(LocalDate.of(2026, 12, 30)))
                .await()
                .atMost(A_MINUTE);

        assertThat(leaves("live_events_p20261"))
                .containsExactly("live_events_p20261229", "live_events_p20261230", "live_events_p20261231");
        assertThat(leaves("live_events_p20270")).containsExactly("live_events_p20270101", "live_events_p20270102");
        assertThat(leaves("live_minute_stats_p20"))
                .containsExactly("live_minute_stats_p202612", "live_minute_stats_p202701", "live_minute_stats_p202702");
        assertThat(leaves("user_stats_history_partitioned_p20"))
                .containsExactly("user_stats_history_partitioned_p202612",
                        "user_stats_history_partitioned_p202701",
                        "user_stats_history_partitioned_p202702");
    }

    @Test
    void aDayBeginsAtMidnightUtcWhateverTheSessionsZone() {
        Partition partition = PartitionedTable.LIVE_EVENTS.partitionOf(LocalDate.of(2025, 3, 5));

        database.partitions().ensure(List.of(partition)).await().atMost(A_MINUTE);

        assertThat(database.rows("""
                        SELECT pg_get_expr(relpartbound, oid) LIKE '%2025-03-05 05:45:00+05:45%2025-03-06 05:45:00+05:45%'
                          FROM pg_class WHERE relname = 'live_events_p20250305'
                        """)).containsExactly("true");
    }

    @Test
    void theCatalogueKnowsWhatStandsWhateverTheSessionsZone() {
        Set<Partition> wanted = new PartitionPlan(4, 3).wantedOn(LocalDate.of(2023, 12, 30));

        database.partitions().ensure(wanted).await().atMost(A_MINUTE);

        List<Partition> attached =
                new PartitionCatalogue(database.pool()).attached().await().atMost(A_MINUTE);
        assertThat(attached).containsAll(wanted);
    }

    private List<String> leaves(String prefix) {
        return database.rows("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE c.relkind = 'r' AND c.relname LIKE '%s%%' ORDER BY 1
                """.formatted(prefix));
    }
}
