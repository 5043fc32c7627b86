package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.StoreDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** offsets list and resume through the real entry point. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffsetsCommandsIT {
    private static final String TOPIC = "tiktok.live-events";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> environment;

    @BeforeAll
    void open() {
        database = new StoreDatabase("offsets_commands");
        ledger = new Ledger(database.pool());
        environment = Ran.on(database.coordinates());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void retentionHasPassedOnePartitionOfTwo() {
        database.clear();
        claim(0, 40, 100);
        claim(1, 0, 100);
        claim(0, 60, 100);
    }

    @Test
    void aPartitionThatStandsStillIsNamedWithWhatIsLost() throws Exception {
        Ran list = run("offsets", "list");

        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.out())
                .contains(
                        "tiktok.live-events-0: next offset 40, log end unknown, epoch 2, stands still: offset_below_log_start\n")
                .contains("tiktok.live-events-1: next offset 0, log end unknown, epoch 1, read\n")
                .contains("books at 40, log from 60 until 100, to be decided\n")
                .endsWith("partitions 2, open incidents 1\n");
        assertThat(run("offsets", "resume", "--topic", TOPIC, "--from", "start", "--dry-run"))
                .isEqualTo(new Ran(
                        0,
                        "tiktok.live-events-0 would go on at 60: 40 records would be read, 0 in Kafka passed over, 20 are lost, Kafka has deleted them\n",
                        ""));
        assertThat(database.rows("SELECT decision FROM ingest_incidents")).containsExactly("");
    }

    @Test
    void aDecisionIsWrittenDownForTheServiceToCarryOut() throws Exception {
        Ran decided = run("offsets", "resume", "--topic", TOPIC, "--partition", "0", "--from", "70", "--json");

        assertThat(decided.exitCode()).isZero();
        assertThat(decided.out()).contains("\"decision\":\"70\"").contains("\"resumed_at\":null");

        claim(0, 60, 100);

        assertThat(database.rows("SELECT next_offset FROM ingest_ledger WHERE partition = 0"))
                .containsExactly("70");
        assertThat(run("offsets", "list", "--all").out())
                .contains("at 70, skipped 30\n")
                .endsWith("open incidents 0\n");
    }

    @Test
    void aWrongChoiceIsNamed() throws Exception {
        Ran other = run("offsets", "resume", "--topic", "another", "--from", "start");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("nothing stands still: topic another has no open incident");
        Ran outside = run("offsets", "resume", "--topic", TOPIC, "--from", "7");
        assertThat(outside.exitCode()).isEqualTo(2);
        assertThat(outside.err()).contains("--from: partition 0 has offsets from 60 until 100, not 7");
    }

    private Ran run(String... arguments) throws Exception {
        return Ran.program(environment, arguments);
    }

    private void claim(int partition, long logStart, long logEnd) {
        ledger.claim(TOPIC, partition, new LogBounds("topic-id", logStart, logEnd), null)
                .await()
                .atMost(A_MINUTE);
    }
}
