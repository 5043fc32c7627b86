package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import io.millrace.store.StoreDatabase;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** partitions list and ensure through the real entry point. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionsCommandsIT {

    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> environment;

    @BeforeAll
    void open() {
        database = new StoreDatabase("partitions_commands");
        environment = Ran.on(database.coordinates());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void whatIsMissingIsToldMadeOnceAndListed() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String todays = "live_events_p" + DateTimeFormatter.BASIC_ISO_DATE.format(today);

        Ran nothingAhead = run("partitions", "list");
        assertThat(nothingAhead.exitCode()).isEqualTo(1);
        assertThat(nothingAhead.out()).startsWith("partitions of live_events: 0, 0 ahead\n");

        Ran dry = run("partitions", "ensure", "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains(todays + ": would be made\n");
        assertThat(leaves()).isZero();

        Ran made = run("partitions", "ensure");
        assertThat(made.exitCode()).isZero();
        assertThat(made.out()).contains(todays + ": made\n");
        long standing = leaves();
        assertThat(made.out()).endsWith("partitions " + standing + ", made " + standing + "\n");

        Ran list = run("partitions", "list", "--json");
        assertThat(list.exitCode()).isZero();
        JsonNode result = Samples.parse(list.out());
        assertThat(result.get("partitions")).hasSize((int) standing).anySatisfy(it -> assertThat(it)
                .isEqualTo(Samples.parse(
                        "{\"table\": \"live_events\", \"name\": \"%s\", \"from\": \"%s\", \"until\": \"%s\", \"state\": \"hot\"}"
                                .formatted(todays, today, today.plusDays(1)))));
        assertThat(result.at("/ahead/live_events").intValue()).isEqualTo(3);

        Ran ofDays = run("partitions", "ensure", "2024-02-29", "2024-02-28", "--json");
        assertThat(Samples.parse(ofDays.out()))
                .isEqualTo(
                        Samples.parse(
                                "{\"wanted\": 4, \"made\": [\"live_events_p20240229\", \"live_minute_stats_p202402\","
                                        + " \"user_stats_history_partitioned_p202402\", \"live_events_p20240228\"], \"dry_run\": false}"));
    }

    @Test
    void aDayThatIsNoneAndOneThatNobodyMayMakeAreNamed() throws Exception {
        Ran noDay = run("partitions", "ensure", "2026-02-30");
        assertThat(noDay.exitCode()).isEqualTo(2);
        assertThat(noDay.err()).contains("2026-02-30");

        Ran tooEarly = run("partitions", "ensure", "1999-12-31");
        assertThat(tooEarly.exitCode()).isEqualTo(1);
        assertThat(tooEarly.err()).contains("no partition of live_events for 1999-12-31");
    }

    private long leaves() {
        return Long.parseLong(database.rows("""
                        SELECT count(*)
                          FROM pg_inherits i
                          JOIN pg_class p ON p.oid = i.inhparent
                         WHERE p.relname IN ('live_events', 'live_minute_stats', 'user_stats_history_partitioned')
                        """).get(0));
    }

    private Ran run(String... arguments) throws Exception {
        return Ran.program(environment, arguments);
    }
}
