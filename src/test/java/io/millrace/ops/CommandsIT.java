package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands through the real entry point, to the letter. */
class CommandsIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void helpListsTheCommands() throws Exception {
        Ran ran = Ran.program(Map.of(), "--help");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("""
                Usage: millrace [-hV] [--verbose] COMMAND
                TikTok live events from Kafka into PostgreSQL, and exact figures out of it.
                  -h, --help      Show this help message and exit.
                  -V, --version   Print version information and exit.
                      --verbose   On a failure, print where it came from as well.
                Commands:
                  serve         Run the service until it is stopped. The same as no command at
                                  all.
                  migrate       Bring the database schema to this version and print what was
                                  applied.
                  status        Print the books of each topic, dead letters, the newest event,
                                  partitions and the schema.
                  verify        Count every figure anew from the stored events and print where
                                  what is kept differs.
                  rebuild       Write those figures anew that differ from what the stored
                                  events say, one transaction a room.
                  partitions    Which partitions stand, and making those that are missing.
                  offsets       Where each Kafka partition stands, and how one goes on whose
                                  log is not what the books expect.
                  dead-letters  List, show, replay and export the records that were refused.
                  tokens        Make, list and revoke the tokens with which teams ask the API.
                  play          Publish a capture (JSON lines of live-event envelopes, plain or
                                  gzip) as a scraper would, moved into the present: times keep
                                  their distances, rooms and messages get fresh ids, users and
                                  gifts stay.
                  generate      Publish made-up live events, to size a machine: comments,
                                  gifts, likes and viewers as rooms of thousands of people make
                                  them, some of them late and some twice.
                  config        Check config.json, and tell it as variables.
                """);
        assertThat(ran.out()).endsWith("""

                The result goes to standard output, all else to standard error.
                Exit code: 0 done, 1 failed, 2 the command line was wrong.
                """);
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void versionIsOneLine() throws Exception {
        assertThat(Ran.program(Map.of(), "--version")).isEqualTo(new Ran(0, "millrace 0.1.0-SNAPSHOT\n", ""));
    }

    @Test
    void anUnknownCommandIsAUsageError() throws Exception {
        assertThat(Ran.program(Map.of(), "migrat")).isEqualTo(new Ran(2, "", """
                Unmatched argument at index 0: 'migrat'
                Did you mean: millrace migrate or millrace generate or millrace config?
                """));
    }

    @Test
    void wordsAroundServeAreAUsageErrorAndStartNothing() throws Exception {
        Ran ran = Ran.program(Map.of(), "--verbose", "serve");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("serve stands alone: millrace serve\nUsage: millrace serve ");
    }

    @Test
    void aMissingFileIsOneLine() throws Exception {
        assertThat(Ran.program(Map.of(), "play", "nowhere.jsonl"))
                .isEqualTo(new Ran(1, "", "millrace: no such file: nowhere.jsonl\n"));
    }

    @Test
    void aWrongPaceIsAUsageError() throws Exception {
        Ran ran = Ran.program(Map.of(), "play", "--pace", "-1", "nowhere.jsonl");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("Invalid value for option '--pace': must be natural, max or a number above 0\n");
    }

    @Test
    void aLoadThatCannotBeIsAUsageErrorThatNamesTheOption() throws Exception {
        Ran rate = Ran.program(Map.of(), "generate", "--rate", "fast");
        Ran users = Ran.program(Map.of(), "generate", "--rate", "10", "--users-per-minute", "5000");
        Ran both = Ran.program(Map.of(), "generate", "--events", "10", "--for", "1m");

        assertThat(rate.exitCode()).isEqualTo(2);
        assertThat(rate.err())
                .startsWith("Invalid value for option '--rate': must be max or a number above 0, at most 10000000\n");
        assertThat(users.exitCode()).isEqualTo(2);
        assertThat(users.err())
                .matches("(?s)Invalid value for option '--users-per-minute': must be from 1 to \\d+ at this rate\n.*");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).startsWith("Invalid value for option '--for': stands instead of --events\n");
    }

    @Test
    void aDryRunOfALoadTellsWhatWouldBeSent() throws Exception {
        Ran ran = Ran.program(
                Map.of(),
                "generate",
                "--rate",
                "500",
                "--for",
                "10m",
                "--starts-at",
                "2026-01-31T20:00:00Z",
                "--dry-run");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .startsWith("would send 300000 events of 4")
                .endsWith(" MB in all, from 25 rooms; they happen in PT10M from 2026-01-31T20:00:00Z, 500 a second,"
                        + " 5000 users a minute of 500000; seed 1\n");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void aLoadThatReachesBackBeforeTheAcceptedWindowIsRefusedBeforeAnythingIsSent() throws Exception {
        Map<String, String> nobody = Map.of("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", "127.0.0.1:1");

        Ran few = Ran.program(nobody, "generate", "--rooms", "1", "--events", "100000000");
        Ran longer = Ran.program(nobody, "generate", "--for", "P31D", "--dry-run");

        assertThat(few.exitCode()).isEqualTo(2);
        assertThat(few.err())
                .startsWith(
                        "Invalid value for option '--events': happening within PT1388H53M20S, the first ones would be"
                                + " older than PT720H (millrace.intake.accepted-past) and become dead letters; say at most"
                                + " 51834000 events, at least 2 --rooms, or a --rate, which begins now; a --starts-at of your own"
                                + " is taken as it is\n");
        assertThat(longer.exitCode()).isEqualTo(2);
        assertThat(longer.err())
                .startsWith("Invalid value for option '--for': happening within PT744H, the first ones would be older"
                        + " than PT720H (millrace.intake.accepted-past) and become dead letters; say at most PT719H55M,"
                        + " or a --rate, which begins now; a --starts-at of your own is taken as it is\n");
    }

    @Test
    void aLoadOutsideTheWindowGoesWhereItIsAskedForOrNobodyReadsIt() throws Exception {
        String[] load = {"generate", "--rooms", "1", "--events", "100000000", "--dry-run"};

        Ran told = Ran.program(Map.of(), with(load, "--starts-at", "2026-01-31T20:00:00Z"));
        Ran wide = Ran.program(Map.of("MILLRACE_INTAKE_ACCEPTED_PAST", "P60D"), load);
        Ran file = Ran.program(Map.of(), with(load, "--out", "nowhere.jsonl"));
        Ran paced = Ran.program(Map.of(), with(load, "--rate", "20"));

        assertThat(List.of(told, wide, file, paced)).allSatisfy(it -> {
            assertThat(it.err()).isEmpty();
            assertThat(it.out()).startsWith("would send 100000000 events");
        });
    }

    @Test
    void aDatabaseThatIsAwayIsOneLineAndVerboseSaysWhere() throws Exception {
        Map<String, String> nobody = Map.of("MILLRACE_STORE_PORT", "1");

        Ran ran = Ran.program(nobody, "migrate");
        Ran verbose = Ran.program(nobody, "migrate", "--verbose");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("millrace: the schema could not be migrated: Connection to 127.0.0.1:1 refused.");
        assertThat(verbose.err()).contains("\tat io.millrace.ops.MigrateCommand.");
    }

    @Test
    void settingsThatNothingCanStartWithAreOneLine() throws Exception {
        Ran ran = Ran.program(Map.of("MILLRACE_STORE_PORT", "harbour"), "--version");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().startsWith("millrace: ");
    }

    @Test
    void migrateAppliesTheSchemaOnce() throws Exception {
        Map<String, String> database = Ran.on(RealServers.newDatabase("migrate"));

        Ran first = Ran.program(database, "migrate");
        Ran second = Ran.program(database, "migrate", "--json");

        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .startsWith("applied 1 tables\n")
                .containsPattern("schema at version \\d+, applied \\d+\n$");
        assertThat(first.exitCode()).isZero();
        assertThat(second.out()).matches("\\{\"applied\":\\[\\],\"schema_version\":\"\\d+\"\\}\n");
        assertThat(second.exitCode()).isZero();
    }

    @Test
    void playTellsWhatItPublished() throws Exception {
        Path capture = Files.writeString(
                directory.resolve("capture.jsonl"),
                "{\"captured_at\": 1700000000000, \"room_id\": \"7\", \"payload\": {}}\n");
        String[] words = {
            "play", "--pace", "max", "--keep-ids", "--topic", "play-" + UUID.randomUUID(), capture.toString()
        };
        Map<String, String> broker =
                Map.of("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", RealServers.kafka().bootstrapServers());

        Ran ran = Ran.program(broker, words);

        assertThat(ran).isEqualTo(new Ran(0, "published 1 of 1 lines, room 7\n", "sent 1 of 1 lines\n"));
    }

    @Test
    void aStoppedLoopStillTellsWhatItPublished() throws Exception {
        Path capture = Files.writeString(directory.resolve("capture.jsonl"), """
                {"captured_at": 1700000000000, "room_id": "7", "payload": {}}
                {"captured_at": 1700009000000, "room_id": "7", "payload": {}}
                """);
        Map<String, String> broker =
                Map.of("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", RealServers.kafka().bootstrapServers());

        Ran ran = Ran.programStoppedAt(
                "sent 1 of 2 lines",
                broker,
                "play",
                "--loop",
                "--keep-ids",
                "--topic",
                "play-" + UUID.randomUUID(),
                capture.toString());

        assertThat(ran.out()).isEqualTo("published 1 of 2 lines, room 7\n");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
