package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;

/** The script that the container makes its tables with ({@code docker/postgres/schema.sh}), beside the migrations that it is made of. */
class SchemaScriptTest {
    @Test
    void aDatabaseMadeByTheScriptIsTheMigratedOneAndTheMigrationGoesOnFromIt() throws Exception {
        RealServers.Database migrated = RealServers.newDatabase("migrated");
        migrate(migrated);
        RealServers.Database scripted = RealServers.newDatabase("scripted");
        execute(scripted, script());

        List<String> booked = booked(scripted);
        MigrateResult result = migrate(scripted);

        assertThat(booked).isNotEmpty().isEqualTo(booked(migrated));
        assertThat(result.migrationsExecuted).isZero();
        assertThat(schema(scripted)).hasSizeGreaterThan(400).isEqualTo(schema(migrated));
    }

    @Test
    void aDatabaseUpgradedVersionByVersionIsTheSame() throws Exception {
        RealServers.Database fresh = RealServers.newDatabase("fresh");
        migrate(fresh);
        RealServers.Database upgraded = RealServers.newDatabase("upgraded");
        for (int version = 1; version <= 6; version++) {
            Flyway.configure()
                    .dataSource(upgraded.jdbcUrl(), upgraded.user(), upgraded.password())
                    .target(String.valueOf(version))
                    .load()
                    .migrate();
        }

        assertThat(schema(upgraded)).isEqualTo(schema(fresh));
    }

    private static MigrateResult migrate(RealServers.Database database) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
    }

    private static String script() throws IOException, InterruptedException {
        Process script = new ProcessBuilder("bash", "docker/postgres/schema.sh", "src/main/resources/db/migration")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isZero();
        return text;
    }

    private static void execute(RealServers.Database database, String script) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    private static List<String> schema(RealServers.Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            return WrittenSchema.of(connection);
        }
    }

    private static List<String> booked(RealServers.Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            return WrittenSchema.bookedIn(connection);
        }
    }
}
