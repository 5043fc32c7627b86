package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.ops.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code ./start.sh backup} keeps comes back after the database is gone, to the second that is asked for; and whatever is wrong is said.
 *
 * <p>One story in the order of its chapters.
 */
@NeedsDocker
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class BackupDrillIT {
    private static final String WORDS = "SELECT string_agg(word, ' ' ORDER BY word) FROM words";
    private static final String NEWEST =
            "$(ls -d /data/backups/2026*Z /data/backups/20[3-8]*Z 2>/dev/null | tail -n 1)";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Stack stack;
    private static String first;
    private static String second;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack(
                "backups",
                Map.of(
                        // None but those that are asked for.
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
    @Order(10)
    void startedByComposeAloneTheServerArchives() throws Exception {
        assertThat(stack.millrace(
                        "config",
                        "env",
                        "--write",
                        stack.home().resolve("config.json").toString()))
                .satisfies(Stack::succeeded);
        assertThat(stack.compose("build", "postgres")).satisfies(Stack::succeeded);
        stack.onData("rm -rf /data/backups; install -d -o root -g root -m 755 /data/backups");

        assertThat(stack.compose("up", "--detach", "--wait", "postgres")).satisfies(Stack::succeeded);
        ask("CREATE TABLE words (word text); SELECT pg_switch_wal()");

        await().atMost(PATIENCE).until(() -> ask("SELECT archived_count > 0 FROM pg_stat_archiver")
                .equals("t"));
    }

    @Test
    @Order(20)
    void aBackupUnderLoadIsVerifiedAndItsAgeIsSeen() throws Exception {
        stack.succeeds("postgres");
        ask(
                "CREATE TABLE load (id int PRIMARY KEY, n int); INSERT INTO load SELECT n, 0 FROM generate_series(1, 5000) n");
        CompletableFuture<String> load = load(20);

        Ran ran = stack.start("backup");

        assertThat(ran).satisfies(Stack::succeeded);
        load.join();
        assertThat(status().path("backups").asInt()).isEqualTo(1);
        assertThat(status().path("last_backup_at").asText()).isNotEmpty();
        assertThat(status().path("last_verified_at").asText()).isNotEmpty();
        assertThat(status().path("last_drill_at").isNull()).isTrue();
        assertThat(status().path("last_failure").isNull()).isTrue();
    }

    @Test
    @Order(30)
    void aDrillFindsTheRowsOfTheSnapshotThoughTheDatabaseHasGoneOn() throws Exception {
        CompletableFuture<String> memory = CompletableFuture.supplyAsync(BackupDrillIT::memoryOfDrill);

        Ran ran = stack.start("verify-backup");

        assertThat(ran).satisfies(Stack::succeeded);
        assertThat(ran.out()).contains("copy same, dump same");
        assertThat(memory.join()).isEqualTo("128MB");
        assertThat(status().path("last_drill_at").asText()).isNotEmpty();
        assertThat(status().path("last_drill_copy").asText()).isEqualTo("same");
        assertThat(stack.start("backups").out()).containsPattern("Z .* same\n");
        assertThat(healthy()).satisfies(Stack::succeeded);
    }

    @Test
    @Order(40)
    void aDrillThatFindsOtherRowsFailsAndIsSeen() throws Exception {
        stack.onData(
                "cd " + NEWEST + " && cp -a rows.tsv rows.right && sed -i 's/^public.load\\t5000\\t/&1/' rows.tsv");

        Ran ran = stack.start("verify-backup");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("has other rows than the database had, in: public.load\n");
        assertThat(status().path("last_failure").asText())
                .contains("other rows")
                .contains("load");
        assertThat(healthy().exitCode()).isEqualTo(1);
        stack.onData("cd " + NEWEST + " && mv rows.right rows.tsv");
    }

    @Test
    @Order(50)
    void aDrillThatCannotAskWhichCommitsFellBetweenFails() throws Exception {
        stack.onData("cd " + NEWEST + " && cp -a info info.right && sed -i '/^snapshot=/d' info");

        Ran ran = stack.start("verify-backup");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("it cannot be asked which commits its snapshot did not see");
        stack.onData("cd " + NEWEST + " && mv info.right info");
    }

    @Test
    @Order(60)
    void whateverEndsADrillIsItsFailure() throws Exception {
        stack.onData("cd " + NEWEST + " && rm /data/backups/failed-drill && mv rows.tsv rows.away");

        Ran ran = stack.start("verify-backup");

        assertThat(ran.exitCode()).isNotZero();
        assertThat(status().path("last_failure").asText()).isNotEmpty();
        stack.onData("cd " + NEWEST + " && mv rows.away rows.tsv");
        stack.succeeds("verify-backup");
        assertThat(status().path("last_failure").isNull()).isTrue();
    }

    @Test
    @Order(70)
    void aPieceIsOnTheDiskBeforeItIsArchivedAlsoWhereItWasThere() throws Exception {
        String synced = stack.inside("postgres", "gosu", "postgres", "bash", "-e", "-c", """
                mkdir /tmp/fake /tmp/archive
                printf '#!/bin/sh\\necho "$@" >>/tmp/synced\\nexec /bin/sync "$@"\\n' >/tmp/fake/sync
                chmod +x /tmp/fake/sync
                export BACKUPS=/tmp/archive PATH=/tmp/fake:$PATH
                echo piece >/tmp/piece
                /usr/local/lib/backup/archive-wal.sh /tmp/piece 000000010000000000000001
                rm /tmp/synced
                HOSTNAME=replica /usr/local/lib/backup/archive-wal.sh /tmp/piece 000000010000000000000001
                cat /tmp/synced
                echo another >/tmp/piece
                /usr/local/lib/backup/archive-wal.sh /tmp/piece 000000010000000000000001 2>&1 || echo refused
                ls /tmp/archive/wal/*
                """);

        assertThat(synced)
                .containsPattern(
                        "/tmp/archive/wal/\\d+/000000010000000000000001.gz /tmp/archive/wal/\\d+ /tmp/archive/wal /tmp/archive\n")
                .containsPattern(
                        "is another: two servers write into /tmp/archive\nrefused\n000000010000000000000001.gz$");
    }

    @Test
    @Order(80)
    void aBackupForWhichThereIsNoRoomIsRefusedWithNumbers() throws Exception {
        Ran ran = backupInto("size=100m");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .containsPattern(
                        "there is no room for a backup: \\d+ MB are free in /memory, and [5-9]\\d{3} MB are needed");
        assertThat(ran.out()).doesNotContain("Z.part").contains("failed-backup");
    }

    @Test
    @Order(90)
    void aBackupThatFillsTheDiskIsTakenAway() throws Exception {
        Ran ran = backupInto("size=100g,nr_inodes=500");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("No space left on device");
        assertThat(ran.out()).doesNotContain("Z.part").contains("failed-backup");
    }

    @Test
    @Order(100)
    void healthTellsOfWhatHasNotHappened() throws Exception {
        stack.inside("backup", "gosu", "postgres", "mkdir", "-p", "/tmp/fake/wal");
        String system = ask("SELECT system_identifier FROM pg_control_system()");
        String current = ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        String before = ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn() - 16777216)");

        fake("touch -d '3 days ago' -D wal/%s/%s.gz".formatted(system, before));
        assertThat(fakeHealth().err()).contains("there is no backup, and something to back up (3 d)");

        fake(
                "mkdir 20261122T000000Z; printf 'system=%s\\nfinished_at=%%s\\n' $(date -u +%%Y%%m%%dT%%H%%M%%SZ) >20261122T000000Z/info"
                        .formatted(system));
        // Three days old, and nothing was written since.
        assertThat(fakeHealth()).satisfies(Stack::succeeded);

        fake("printf '20260101T000000Z\\ncopy=same\\n' >20261122T000000Z/drill");
        assertThat(fakeHealth().err()).contains("no drill has found the rows that the database had");
        fake("rm 20261122T000000Z/drill; mv wal/%s/%s.gz wal/%s/%s.gz"
                .formatted(system, before, system, current.substring(0, 8) + "0000000000000001"));
        assertThat(fakeHealth().err()).contains("the archive stands still");
    }

    @Test
    @Order(110)
    void anArchiveThatCannotBeWrittenIsUnhealthyUntilItCan() throws Exception {
        assertThat(healthy()).satisfies(Stack::succeeded);
        ask("ALTER SYSTEM SET archive_command = '/bin/false'");
        ask("SELECT pg_reload_conf()");
        ask("INSERT INTO words VALUES ('unarchived')");
        ask("SELECT pg_switch_wal()");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(healthy().err()).contains("the WAL cannot be archived"));

        ask("ALTER SYSTEM RESET archive_command");
        ask("TRUNCATE words");
        ask("SELECT pg_reload_conf()");
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> healthy().exitCode() == 0);
    }

    @Test
    @Order(120)
    void whatFailedIsTriedAgainAfterAWhileAndNotForARestart() throws Exception {
        stack.onData(
                "printf 'at=%s\\nreason=tried\\n' $(date -u +%Y%m%dT%H%M%SZ) >/data/backups/failed-backup; touch /data/backups/.wanted");
        String updated = status().path("updated_at").asText();

        Docker.says("restart", stack.container("backup"));

        await().atMost(PATIENCE)
                .until(() -> !status().path("updated_at").asText().equals(updated));
        assertThat(status().path("last_failure").asText()).isEqualTo("tried");
        assertThat(stack.onData("ls -a /data/backups")).contains(".wanted").doesNotContain("Z.part");
    }

    @Test
    @Order(130)
    void theStatusIsRenewedWhileABackupWaits() throws Exception {
        stack.onData("printf 'at=20260101T000000Z\\nreason=long ago\\n' >/data/backups/failed-backup");
        CompletableFuture<String> lock =
                CompletableFuture.supplyAsync(() -> quietly(() -> stack.onData("flock /data/backups/.lock sleep 45")));
        Docker.says("restart", stack.container("backup"));
        await().atMost(PATIENCE)
                .until(() -> Docker.logs(stack.container("backup")).contains("is at work: waiting for it"));
        String updated = status().path("updated_at").asText();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> !status().path("updated_at").asText().equals(updated));

        assertThat(lock).isNotDone();
        lock.join();
        await().atMost(PATIENCE).until(() -> status().path("backups").asInt() == 2);
    }

    @Test
    @Order(140)
    void anotherDatabasesBackupsDoNotPushOutItsOwn() throws Exception {
        stack.onData(
                "cp -a " + NEWEST
                        + " /data/backups/20991231T000000Z && sed -i 's/^system=.*/system=1/' /data/backups/20991231T000000Z/info");

        keep("7", "2");

        stack.succeeds("backup");

        keep("2", "7");
        assertThat(stack.onData("cd /data/backups && echo 2*Z")).hasSize("20991231T000000Z".length() * 3 + 2);
        assertThat(status().path("backups").asInt()).isEqualTo(2);
        assertThat(status().path("last_backup").asText()).isNotEqualTo("20991231T000000Z");
        assertThat(stack.start("backups").out()).contains("20991231T000000Z").containsOnlyOnce("of another database");
    }

    @Test
    @Order(150)
    void aRunningDatabaseIsNotRestoredOver() throws Exception {
        Ran ran = stack.start("restore");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("PostgreSQL runs: stop it first");
    }

    @Test
    @Order(160)
    void ofSeveralDatabasesNoneIsGuessed() throws Exception {
        first = write("first");
        second = write("second");
        write("third");
        // A clean stop closes and archives the last piece of the WAL.
        stack.start("stop");

        Ran ran = stack.start("restore");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("there are backups of several databases: name one of them");
        stack.onData("rm -rf /data/backups/20991231T000000Z");
    }

    @Test
    @Order(170)
    void theDatabaseComesBackWithAllOfItsWalWhenItsDirectoryIsGone() throws Exception {
        stack.onData("rm -rf /data/postgres /data/postgres.part");

        Ran ran = stack.start("restore");

        assertThat(ran).satisfies(Stack::succeeded);
        assertThat(ran.out()).contains("its roles have the passwords of that time");
        stack.succeeds("postgres");
        assertThat(ask(WORDS)).isEqualTo("first second third");
    }

    @Test
    @Order(180)
    void toASecondMeansWithoutWhatCameAfterIt() throws Exception {
        restoreUntil(first);

        assertThat(ask(WORDS)).isEqualTo("first");
        try (Stream<Path> beside = Files.list(stack.home().resolve("data/containers"))) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> name.startsWith("postgres.before-"))
                    .hasSize(1);
        }
    }

    @Test
    @Order(190)
    void toASecondThatARestoreHasLeftBehindMeansAsTheDatabaseWasThen() throws Exception {
        String since = write("since");
        write("lost");

        restoreUntil(second);
        assertThat(ask(WORDS)).isEqualTo("first second");
        write("again");
        restoreUntil(since);
        assertThat(ask(WORDS)).isEqualTo("first since");
    }

    @Test
    @Order(200)
    void aDamagedBackupIsNotRestored() throws Exception {
        stack.start("stop");
        stack.onData("for each in /data/backups/2*Z; do echo x >>$each/base/PG_VERSION; done");

        Ran ran = stack.start("restore");

        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.err()).contains("is damaged").contains("PG_VERSION");
        assertThat(stack.home().resolve("data/containers/postgres")).exists();
    }

    @Test
    @Order(210)
    void withoutADirectoryNothingIsArchivedAndNothingKeptForIt() throws Exception {
        stack.succeeds("postgres");
        assertThat(stack.compose("--profile", "*", "ps", "--quiet", "backup").out())
                .isNotEmpty();
        stack.change("\"directory\": \"./data/containers/backups\",", "");

        stack.succeeds("postgres");

        assertThat(ask("SHOW archive_command")).isEqualTo("/bin/true");
        assertThat(stack.compose("--profile", "*", "ps", "--quiet", "backup").out())
                .isEmpty();
    }

    private static void keep(String before, String now) throws Exception {
        stack.change("\"keep\": " + before, "\"keep\": " + now);
        assertThat(stack.millrace("config", "env", "--write")).satisfies(Stack::succeeded);
    }

    private static JsonNode status() throws IOException {
        return new ObjectMapper()
                .readTree(Files.readString(stack.home().resolve("data/containers/backups/status.json")));
    }

    private static String ask(String query) throws Exception {
        return stack.ask("postgres", query);
    }

    /** Answers with a moment between this word and the next. */
    private static String write(String word) throws Exception {
        ask("INSERT INTO words VALUES ('" + word + "')");
        return ask("SELECT date_trunc('second', clock_timestamp()) + '1 s', pg_sleep(1.1)")
                .replaceFirst("\\|.*", "");
    }

    private static void restoreUntil(String moment) throws Exception {
        stack.start("stop");
        stack.succeeds("restore", "--until", moment);
        stack.succeeds("postgres");
    }

    private static Ran healthy() throws Exception {
        return inBackup("/backups", 0);
    }

    private static void fake(String script) throws Exception {
        stack.inside(
                "backup",
                "gosu",
                "postgres",
                "bash",
                "-e",
                "-c",
                "cd /tmp/fake; "
                        + script.replaceFirst("touch (.*) -D (\\S+)", "mkdir -p \\$(dirname $2); touch $1 $2"));
    }

    private static Ran fakeHealth() throws Exception {
        return inBackup("/tmp/fake", 24);
    }

    private static Ran inBackup(String backups, int hours) throws Exception {
        return Ran.process(
                Map.of(),
                List.of(
                        "docker",
                        "exec",
                        "-e",
                        "BACKUPS=" + backups,
                        "-e",
                        "POSTGRES_BACKUP_EVERY_HOURS=" + hours,
                        "-e",
                        "POSTGRES_BACKUP_DRILL_EVERY_DAYS=7",
                        stack.container("backup"),
                        "/usr/local/lib/backup/list.sh",
                        "--healthy"));
    }

    /** One backup into memory of that kind; what it leaves there is on standard output. */
    private static Ran backupInto(String options) throws Exception {
        return Ran.process(
                Map.of(),
                List.of(
                        "docker",
                        "run",
                        "--rm",
                        "--network",
                        stack.project() + "_default",
                        "--volumes-from",
                        stack.container("backup"),
                        "--tmpfs",
                        "/memory:" + options,
                        "-e",
                        "BACKUPS=/memory",
                        "-e",
                        "PGHOST=postgres",
                        "-e",
                        "PGUSER=millrace_backup",
                        "-e",
                        "PGDATABASE=tiktok_analytics",
                        "-e",
                        "PGSSLMODE=verify-full",
                        "-e",
                        "PGSSLROOTCERT=/tls/ca.crt",
                        "-e",
                        "POSTGRES_BACKUP_PASSWORD_FILE=/run/secrets/postgres_backup_password",
                        "--entrypoint",
                        "bash",
                        PostgresImage.NAME,
                        "-c",
                        "/usr/local/lib/backup/backup.sh; code=$?; ls -a /memory; exit $code"));
    }

    /** Short transactions for so many seconds, until it is over. */
    private static CompletableFuture<String> load(int seconds) {
        return CompletableFuture.supplyAsync(() -> quietly(() -> stack.inside(
                "postgres",
                "gosu",
                "postgres",
                "bash",
                "-c",
                "echo 'UPDATE load SET n = n + 1 WHERE id = :client_id + 1' >/tmp/load.sql && pgbench -n -c 2 -R 40 -T "
                        + seconds + " -f /tmp/load.sql tiktok_analytics 2>&1")));
    }

    /** As the server of a drill has it, once there is one. */
    private static String memoryOfDrill() {
        String[] memory = {""};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            String container = Docker.says("ps", "--quiet", "--filter", "name=" + stack.project() + "-backup-run");
            Ran ran = Ran.process(
                    Map.of(),
                    List.of(
                            "docker",
                            "exec",
                            container,
                            "bash",
                            "-c",
                            "gosu postgres psql -h /tmp -U postgres -Atc 'SHOW shared_buffers' postgres"));
            memory[0] = ran.out().strip();
            return ran.exitCode() == 0;
        });
        return memory[0];
    }

    private interface Work {
        String result() throws Exception;
    }

    private static String quietly(Work work) {
        try {
            return work.result();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
