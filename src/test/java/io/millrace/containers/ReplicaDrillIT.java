package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ops.Ran;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The drill of docs/database.md: under load the primary is killed while the replica is behind, the replica is promoted, and the service goes
 * on by itself with nothing lost and nothing twice.
 */
@NeedsDocker
@Tag("long")
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class ReplicaDrillIT {
    private static final int EVENTS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SLOT = "SELECT wal_status, active FROM pg_replication_slots";

    private static Stack stack;

    @BeforeAll
    static void startAll() throws Exception {
        stack = new Stack("replica");
        stack.change("\"enabled\": false", "\"enabled\": true");
        stack.change("\"port\": 5433", "\"port\": " + Stack.freePort());
        stack.change("\"shared_buffers\": \"512MB\"", "\"shared_buffers\": \"128MB\"");
        stack.succeeds("all");
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void aReplicaThatWasAwayTooLongIsCopiedAnewWithASlotThatKeeps() throws Exception {
        Docker.says("stop", stack.container("replica"));
        stack.ask("postgres", "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        stack.ask("postgres", "SELECT pg_reload_conf()");
        await().atMost(PATIENCE).until(() -> {
            stack.ask("postgres", "CREATE TABLE written AS SELECT generate_series(1, 400000) AS n");
            stack.ask("postgres", "DROP TABLE written");
            stack.ask("postgres", "SELECT pg_switch_wal()");
            stack.ask("postgres", "CHECKPOINT");
            return stack.ask("postgres", SLOT).equals("lost|f");
        });
        stack.ask("postgres", "ALTER SYSTEM RESET max_slot_wal_keep_size");
        stack.ask("postgres", "SELECT pg_reload_conf()");
        stack.onData("find /data/replica -mindepth 1 -delete");

        stack.succeeds("postgres");

        await().atMost(PATIENCE).until(() -> stack.ask("postgres", SLOT).equals("reserved|t"));
    }

    @Test
    @Order(2)
    void thePromotedReplicaIsWrittenToWithNothingLostAndNothingTwice() throws Exception {
        CompletableFuture<Ran> load = CompletableFuture.supplyAsync(ReplicaDrillIT::load);
        await().atMost(PATIENCE).until(() -> received("postgres") > EVENTS / 5);
        Docker.says("pause", stack.container("replica"));
        long behind = received("postgres");
        await().atMost(PATIENCE).until(() -> received("postgres") > behind + EVENTS / 20);
        Docker.says("kill", stack.container("postgres"));
        Docker.says("unpause", stack.container("replica"));

        stack.succeeds("promote");

        assertThat(load.get().exitCode()).as("%s", load.get()).isZero();
        await().atMost(PATIENCE).until(() -> received("replica") == EVENTS);
        assertThat(
                        stack.ask(
                                "replica",
                                "SELECT sum(stored) = (SELECT count(*) FROM live_events) AND sum(received) = sum(next_offset)"
                                        + " AND sum(received) = sum(stored) + sum(duplicate) AND sum(dead_lettered) = 0 FROM ingest_ledger"))
                .isEqualTo("t");
        assertThat(stack.ask(
                        "replica", "SELECT count(*) FROM live_streams r CROSS JOIN LATERAL verify_room(r.room_id) d"))
                .isEqualTo("0");
        assertThat(stack.succeeds("psql", "-At", "-c", "SELECT pg_is_in_recovery()")
                        .out())
                .isEqualTo("f\n");
        theOldPrimaryTakesNoRows();
        whatWouldMakeASecondPrimaryIsRefused();
    }

    private static void theOldPrimaryTakesNoRows() throws Exception {
        Docker.says("start", stack.container("postgres"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stack.ask("postgres", "SELECT pg_is_in_recovery()"))
                .isEqualTo("t"));
    }

    private static void whatWouldMakeASecondPrimaryIsRefused() throws Exception {
        Docker.says("stop", stack.container("postgres"));

        assertThat(stack.start("promote").err()).isEqualTo("start.sh: the replica is the primary already\n");
        assertThat(stack.start("restore").err())
                .isEqualTo(
                        "start.sh: a promoted replica is the database now: ./start.sh stop first, and see docs/database.md, \"Read replica and promotion\"\n");
    }

    private static Ran load() {
        try {
            return Ran.process(
                    Map.of("MILLRACE_CONFIG", ""),
                    List.of(
                            Path.of("millrace").toAbsolutePath().toString(),
                            "generate",
                            "--bootstrap",
                            stack.kafka(),
                            "--rate",
                            "300",
                            "--events",
                            String.valueOf(EVENTS)));
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static long received(String service) throws Exception {
        return Long.parseLong(stack.ask(service, "SELECT coalesce(sum(received), 0) FROM ingest_ledger"));
    }
}
