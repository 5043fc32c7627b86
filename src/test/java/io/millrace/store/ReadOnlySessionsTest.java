package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.event.LiveEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadOnlySessionsTest {
    // Each ends the sessions that are idle by then, and one may meet a session that is just ending.
    private static final int TRIES = 20;

    @Test
    void afterAFailoverEverySessionOfTheStandbyIsGivenUp() {
        try (StoreDatabase database = new StoreDatabase("read_only")) {
            Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                    .claim("t", 0, new LogBounds("id", 0, 1_000_000), null)
                    .await()
                    .indefinitely();
            BatchStore<LiveEvent> store = new PostgresLiveEventStore(database.pool(), database.partitions());
            Batch<LiveEvent> batch =
                    new Batch<>(new Slice("t", "id", 0, claim.epoch(), 0, 25), GeneratedWorld.of(1, 1, 25), List.of());
            everySessionBecomesReadOnly(database);

            Throwable failure = catchThrowable(() -> store.store(batch).await().indefinitely());

            assertThat(failure.getCause() instanceof PgException pg ? Fault.sqlState(pg) : Fault.sqlState(failure))
                    .isEqualTo("25006");
            assertThat(store.store(batch)
                            .onFailure(again -> Fault.of(again) == Fault.ENVIRONMENT)
                            .retry()
                            .withBackOff(Duration.ofMillis(50), Duration.ofMillis(200))
                            .atMost(TRIES)
                            .await()
                            .indefinitely())
                    .as("the next tries find a session that may write")
                    .isInstanceOf(Outcome.Committed.class);
        }
    }

    private static void everySessionBecomesReadOnly(StoreDatabase database) {
        List<Uni<SqlConnection>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(database.pool().getConnection());
        }
        List<SqlConnection> sessions = Uni.join().all(all).andFailFast().await().indefinitely();
        for (SqlConnection session : sessions) {
            session.query("SET default_transaction_read_only = on").executeAndAwait();
        }
        sessions.forEach(session -> session.close().await().indefinitely());
    }
}
