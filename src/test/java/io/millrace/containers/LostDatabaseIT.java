package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The drill of docs/database.md: the database is killed and its directory is gone. What the archive holds comes back row by row, and what it
 * had not got yet is read from Kafka again, with nothing lost and nothing twice.
 */
@NeedsDocker
@Tag("long")
@SuppressWarnings("NullAway.Init")
class LostDatabaseIT {
    private static final int EVENTS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(
                "lost-database", Map.of("POSTGRES_BACKUP_EVERY_HOURS", "0", "POSTGRES_BACKUP_DRILL_EVERY_DAYS", "0"));
    }

    @AfterAll
    static void removeEverything() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theServiceGoesOnFromTheRestoredLedger() throws Exception {
        stack.succeeds("all");
        publish(1);
        awaitReceived(EVENTS);
        stack.succeeds("backup");
        publish(2);
        awaitReceived(2 * EVENTS);
        // Nothing is written while the rows are hashed, and nothing is archived afterwards.
        Docker.says("pause", stack.container("service"));
        String rows = rows();
        awaitArchived(ask("SELECT pg_walfile_name(pg_switch_wal())"));
        ask("ALTER SYSTEM SET archive_command = '/bin/false'");
        ask("SELECT pg_reload_conf()");
        Docker.says("unpause", stack.container("service"));
        publish(3);
        awaitReceived(3 * EVENTS);
        Docker.says("kill", stack.container("postgres"));
        stack.succeeds("stop");
        stack.onData("rm -rf /data/postgres");

        stack.succeeds("restore");

        stack.succeeds("postgres");
        assertThat(rows()).isEqualTo(rows);
        assertThat(received()).isEqualTo(2 * EVENTS);
        stack.succeeds("all");
        awaitReceived(3 * EVENTS);
        assertThat(ask("SELECT sum(received) = sum(stored) + sum(duplicate) + sum(dead_lettered), sum(duplicate) > 0,"
                        + " sum(dead_lettered), sum(stored) = (SELECT count(*) FROM live_events) FROM ingest_ledger"))
                .isEqualTo("t|t|0|t");
        assertThat(stack.inside("service", "millrace", "verify")).contains("differences 0");
    }

    private static void publish(int seed) throws Exception {
        stack.inside(
                "service", "millrace", "generate", "--events", String.valueOf(EVENTS), "--seed", String.valueOf(seed));
    }

    private static int received() throws Exception {
        return Integer.parseInt(ask("SELECT coalesce(sum(received), 0) FROM ingest_ledger"));
    }

    private static void awaitReceived(int events) {
        await().atMost(PATIENCE).until(() -> received() == events);
    }

    private static void awaitArchived(String piece) {
        await().atMost(PATIENCE).until(() -> ask("SELECT last_archived_wal >= '" + piece + "' FROM pg_stat_archiver")
                .equals("t"));
    }

    /** Each table with its rows and their hash. */
    private static String rows() throws Exception {
        return stack.inside(
                "postgres",
                "gosu",
                "postgres",
                "bash",
                "-c",
                "(echo BEGIN\\;; cat /usr/local/lib/backup/rows.sql) | psql -X -q -A -t -v ON_ERROR_STOP=1 -d tiktok_analytics");
    }

    private static String ask(String query) throws Exception {
        return stack.ask("postgres", query);
    }
}
