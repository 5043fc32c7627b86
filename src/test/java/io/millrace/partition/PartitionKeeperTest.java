package io.millrace.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.measure.Percentiles;
import io.millrace.store.StoreDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

        ensure(plan.wantedOn(LocalDate.of(2026, 12, 30)));

        assertThat(leaves("live_events_p20261"))
                .containsExactly("live_events_p20261229", "live_events_p20261230", "live_events_p20261231");
        assertThat(leaves("live_events_p20270")).containsExactly("live_events_p20270101", "live_events_p20270102");
        assertThat(leaves("live_minute_stats_p20"))
                .containsExactly("live_minute_stats_p202612", "live_minute_stats_p202701", "live_minute_stats_p202702");
        assertThat(leaves("user_stats_history_partitioned_p20"))
                .containsExactly(
                        "user_stats_history_partitioned_p202612",
                        "user_stats_history_partitioned_p202701",
                        "user_stats_history_partitioned_p202702");
    }

    @Test
    void aDayBeginsAtMidnightUtcWhateverTheSessionsZone() {
        Partition partition = PartitionedTable.LIVE_EVENTS.partitionOf(LocalDate.of(2025, 3, 5));

        ensure(List.of(partition));

        assertThat(database.rows("""
                        SELECT pg_get_expr(relpartbound, oid) LIKE '%2025-03-05 05:45:00+05:45%2025-03-06 05:45:00+05:45%'
                          FROM pg_class WHERE relname = 'live_events_p20250305'
                        """)).containsExactly("true");
    }

    /** Attaching waits for no reader, and writers wait for no attaching: the bound is what the keeper itself may wait for its lock. */
    @Test
    void aReaderThatNeverEndsHoldsUpNeitherTheKeeperNorWriters() {
        LocalDate today = LocalDate.of(2022, 6, 1);
        ensure(List.of(PartitionedTable.LIVE_EVENTS.partitionOf(today)));
        SqlConnection reader = database.pool().getConnectionAndAwait();
        try {
            reader.query("BEGIN").executeAndAwait();
            reader.query("SELECT count(*) FROM live_events").executeAndAwait();
            List<Partition> wanted = IntStream.rangeClosed(1, 40)
                    .mapToObj(day -> PartitionedTable.LIVE_EVENTS.partitionOf(today.plusDays(day)))
                    .toList();

            CompletableFuture<?> keeping = database.partitions().ensure(wanted).subscribeAsCompletionStage();
            List<Double> millis = new ArrayList<>();
            while (!keeping.isDone() || millis.size() < 100) {
                long begun = System.nanoTime();
                database.execute("INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name)"
                        + " VALUES (1, '2022-06-01 12:00Z', " + millis.size() + ", 'comment', 'chat')");
                millis.add((System.nanoTime() - begun) / 1e6);
            }

            assertThat(keeping).succeedsWithin(A_MINUTE);
            assertThat(Percentiles.of(millis).p99()).isLessThan(200);
        } finally {
            reader.closeAndAwait();
        }
    }

    @Test
    void theCatalogueKnowsWhatStandsWhateverTheSessionsZone() {
        Set<Partition> wanted = new PartitionPlan(4, 3).wantedOn(LocalDate.of(2023, 12, 30));

        ensure(wanted);

        List<Partition> attached =
                new PartitionCatalogue(database.pool()).attached().await().atMost(A_MINUTE);
        assertThat(attached).containsAll(wanted);
    }

    private void ensure(Collection<Partition> wanted) {
        database.partitions().ensure(wanted).await().atMost(A_MINUTE);
    }

    private List<String> leaves(String prefix) {
        return database.rows("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE c.relkind = 'r' AND c.relname LIKE '%s%%' ORDER BY 1
                """.formatted(prefix));
    }
}
