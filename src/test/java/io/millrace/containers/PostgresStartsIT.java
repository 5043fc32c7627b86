package io.millrace.containers;

import static io.millrace.containers.PostgresImage.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.WrittenSchema;
import java.nio.file.Path;
import java.sql.Connection;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** docker/postgres on data that are there already, whole or not. */
@NeedsDocker
@Tag("long")
class PostgresStartsIT {
    private static final String UPDATE = "/update-config.sh";
    private static final String HANGS = "\\echo here it hangs\nSELECT pg_sleep(600);\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @BeforeAll
    static void build() throws Exception {
        PostgresImage.build();
    }

    /** As the public image is used, without any variable of ours. */
    @Test
    void anotherContainerOnTheSameDataKeepsTheRows() throws Exception {
        try (Volume used = new Volume()) {
            try (PostgreSQLContainer first = likeThePublicImage(used)) {
                first.start();
                try (Connection connection = first.createConnection("")) {
                    connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
                }
            }
            try (PostgreSQLContainer second = likeThePublicImage(used)) {
                second.start();
                assertThat(second.getLogs()).contains("Skipping initialization");
                try (Connection connection = second.createConnection("")) {
                    assertThat(answer(connection, "SELECT answer FROM kept")).isEqualTo("42");
                    assertThat(answer(connection, "SELECT count(*) > 5 FROM flyway_schema_history"))
                            .isEqualTo("t");
                }
            }
        }
    }

    private static PostgreSQLContainer likeThePublicImage(Volume data) {
        PostgreSQLContainer container = new PostgreSQLContainer(
                DockerImageName.parse(PostgresImage.NAME).asCompatibleSubstituteFor("postgres"));
        container.withCreateContainerCmdModifier(data::holdDataOf);
        container.setWaitStrategy(Wait.forHealthcheck());
        return container;
    }

    @Test
    void aFirstStartThatWasKilledWithinTheSchemaIsFinishedByTheMigration() throws Exception {
        try (Volume interrupted = new Volume()) {
            String schema = Docker.says(
                    "run", "--rm", "--entrypoint", "cat", PostgresImage.NAME, "/usr/share/millrace/schema.sql");
            int third = schema.indexOf("COMMIT;", schema.indexOf("COMMIT;", schema.indexOf("COMMIT;") + 1) + 1)
                    + "COMMIT;\n".length();
            killWhileItIsMade(
                    interrupted,
                    "/usr/share/millrace/schema.sql",
                    schema.substring(0, third) + HANGS + schema.substring(third));

            try (PostgresImage next = new PostgresImage(interrupted)) {
                next.start();
                next.shell(UPDATE);
                next.copyFileFromContainer(
                        "/tls/ca.crt", home.resolve("next.crt").toString());
                MigrateResult result = Flyway.configure()
                        .dataSource(
                                next.verified(home.resolve("next.crt")), "tiktok_user", PostgresImage.ownerPassword())
                        .load()
                        .migrate();

                assertThat(result.migrationsExecuted).isPositive();
                try (Volume fresh = new Volume();
                        PostgresImage uninterrupted = new PostgresImage(fresh)) {
                    uninterrupted.start();
                    uninterrupted.copyFileFromContainer(
                            "/tls/ca.crt", home.resolve("whole.crt").toString());
                    try (Connection finished = next.owner(home.resolve("next.crt"));
                            Connection whole = uninterrupted.owner(home.resolve("whole.crt"))) {
                        assertThat(WrittenSchema.of(finished)).isEqualTo(WrittenSchema.of(whole));
                        assertThat(WrittenSchema.bookedIn(finished)).isEqualTo(WrittenSchema.bookedIn(whole));
                    }
                }
            }
        }
    }

    @Test
    void aFirstStartThatWasKilledBeforeThereWereRolesSaysWhatToDo() throws Exception {
        try (Volume interrupted = new Volume()) {
            killWhileItIsMade(interrupted, "/docker-entrypoint-initdb.d/02-init.sql", HANGS);

            try (PostgresImage next = new PostgresImage(interrupted)) {
                next.start();
                ExecResult refused = next.run(UPDATE);

                assertThat(refused.getExitCode()).isEqualTo(1);
                assertThat(refused.getStderr())
                        .startsWith(
                                "update-config: this server has no database tiktok_analytics, or no role tiktok_user to own it.")
                        .endsWith("Only if the first start was interrupted does it hold nothing;"
                                + " then empty the data directory, and start again\n");
            }
        }
    }

    /** What docs/database.md says under "Skipping initialization". */
    @Test
    void aFirstStartThatWasKilledBeforeAnySettingCountedIsFinishedByHand() throws Exception {
        try (Volume interrupted = new Volume()) {
            killWhileItIsMade(
                    interrupted, "/docker-entrypoint-initdb.d/01-config-update.sh", "echo here it hangs; sleep 600\n");

            try (PostgresImage next = new PostgresImage(interrupted)) {
                next.start();
                next.shell("gosu postgres psql -X -q -v ON_ERROR_STOP=1 -U postgres -d tiktok_analytics"
                        + " -f /docker-entrypoint-initdb.d/02-init.sql -f /docker-entrypoint-initdb.d/03-schema.sql");

                next.shell(UPDATE);

                Path authority = home.resolve("by-hand.crt");
                next.copyFileFromContainer("/tls/ca.crt", authority.toString());
                try (Connection owner = next.owner(authority)) {
                    assertThat(answer(owner, "SELECT count(*) > 5 FROM flyway_schema_history"))
                            .isEqualTo("t");
                    assertThat(answer(owner, "SHOW work_mem")).isEqualTo("6553kB");
                }
            }
        }
    }

    private static void killWhileItIsMade(Volume data, String file, String content) {
        try (PostgresImage first = new PostgresImage(data)) {
            first.withCopyToContainer(Transferable.of(content, 0644), file);
            first.waitingFor(Wait.forLogMessage(".*here it hangs.*", 1));
            first.start();
            first.getDockerClient().killContainerCmd(first.getContainerId()).exec();
        }
    }
}
