package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.LiveEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is taken for new without looking, and what becomes of a mistake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewsTest {
    private static final String TOPIC = "tiktok.live-events";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final int MORE_THAN_CAREFUL_FOR = 101;

    private final LiveEventTables tables = new LiveEventTables(true);
    private final List<LiveEvent> events = GeneratedWorld.of(7, 1, MORE_THAN_CAREFUL_FOR + 50).stream()
            .filter(LiveEvent::dated)
            .toList();
    private StoreDatabase database;
    private LedgerPosition position = new LedgerPosition(TOPIC, "id", 0, 0, 0);

    @BeforeAll
    void open() {
        database = new StoreDatabase("news");
        new Ledger(database.pool())
                .claim(TOPIC, 0, new LogBounds("id", 0, 1_000), null)
                .await()
                .atMost(A_MINUTE);
        position = new LedgerPosition(TOPIC, "id", 0, 1, 0);
        database.partitions().ensure(tables.partitionsOf(events)).await().atMost(A_MINUTE);
    }

    @AfterAll
    void close() {
        database.close();
    }

    /** A log that is read anew by another process is the first surprise; deliveries by several scrapers must not be more of them. */
    @Test
    void afterASurpriseWhatIsSentMeanwhileIsNoneAgain() {
        LiveEvent known = events.get(0);
        assertThat(stored(new LiveEventTables(true), known)).isEqualTo(1);
        assertThat(surprise(known)).as("sent by somebody else before").isTrue();

        for (LiveEvent event : events.subList(1, MORE_THAN_CAREFUL_FOR)) {
            assertThat(stored(tables, event)).isEqualTo(1);
        }

        assertThat(stored(tables, events.get(50))).as("sent meanwhile").isZero();
        assertThat(database.differences()).isEmpty();
    }

    private boolean surprise(LiveEvent event) {
        return written(tables, event)
                .map(stored -> false)
                .onFailure(tables::isSurprise)
                .recoverWithItem(true)
                .await()
                .atMost(A_MINUTE);
    }

    private long stored(LiveEventTables by, LiveEvent event) {
        return written(by, event).await().atMost(A_MINUTE);
    }

    private Uni<Long> written(LiveEventTables by, LiveEvent event) {
        return Transactions.run(
                database.pool(),
                connection -> by.writeNews(
                        connection, List.of(new Portion<>(position, List.of(event))), stored -> Uni.createFrom()
                                .item(stored[0])));
    }
}
