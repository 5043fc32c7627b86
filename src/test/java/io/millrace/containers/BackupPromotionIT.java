package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A primary that dies before it has archived what its replica got: backups go on with the replica, and restores go over the promotion. */
@NeedsDocker
@Tag("long")
@SuppressWarnings("NullAway.Init")
class BackupPromotionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(
                "promotion",
                Map.of(
                        "COMPOSE_PROFILES", "ha",
                        "POSTGRES_REPLICA_PORT", String.valueOf(Stack.freePort()),
                        "POSTGRES_SETTINGS_SHARED_BUFFERS", "128MB",
                        "POSTGRES_BACKUP_EVERY_HOURS", "0",
                        "POSTGRES_BACKUP_DRILL_EVERY_DAYS", "0"));
    }

    @AfterAll
    static void removeEverything() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void backupsFollowAPromotionAndRestoresGoOverIt() throws Exception {
        stack.succeeds("postgres");
        stack.ask("postgres", "CREATE TABLE words (word text)");
        stack.succeeds("backup");
        String before = stack.onData("cd /data/backups && echo 2*Z");
        stack.ask("postgres", "ALTER SYSTEM SET archive_command = '/bin/false'");
        stack.ask("postgres", "SELECT pg_reload_conf()");
        for (String word : new String[] {"one", "two", "three"}) {
            stack.ask("postgres", "INSERT INTO words VALUES ('" + word + "')");
            stack.ask("postgres", "SELECT pg_switch_wal()");
        }
        await().atMost(PATIENCE)
                .until(() -> stack.ask("replica", "SELECT count(*) FROM words").equals("3"));
        Docker.says("kill", stack.container("postgres"));
        stack.succeeds("promote");
        stack.ask("replica", "INSERT INTO words VALUES ('promoted')");

        stack.succeeds("backup");
        stack.succeeds("verify-backup");

        stack.start("stop");
        stack.succeeds("restore", before);
        Stack.succeeded(stack.start(Map.of("COMPOSE_PROFILES", ""), "postgres"));
        assertThat(stack.ask("postgres", "SELECT string_agg(word, ' ' ORDER BY word) FROM words"))
                .isEqualTo("one promoted three two");
    }
}
