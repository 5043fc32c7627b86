package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;

/** The script that the container makes its tables with ({@code docker/postgres/schema.sh}), beside the migrations that it is made of. */
class SchemaScriptTest {
    /** All that a schema consists of, without what differs from one database to the next: oids, owners' names, times. */
    private static final String SCHEMA = """
            SELECT format('relation %s %s %s %s %s', c.relname, c.relkind, c.relispartition, c.reloptions, pg_get_expr(c.relpartbound, c.oid)) AS what
              FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('column %s.%s %s %s %s %s', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                          concat(pg_get_expr(d.adbin, d.adrelid), a.attstorage, a.attcompression, a.attgenerated, a.attidentity))
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT format('index %s', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('view %s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'
            UNION ALL
            SELECT format('comment %s %s', objoid::regclass, description) FROM pg_description
             WHERE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            UNION ALL
            SELECT format('rights %s %s', relname, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('rights %s %s', proname, proacl) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
             ORDER BY 1
            """;

    private static final String BOOKED = """
            SELECT format('%s %s %s %s %s %s %s', installed_rank, version, description, type, script, checksum, success)
              FROM flyway_schema_history ORDER BY installed_rank
            """;

    @Test
    void aDatabaseMadeByTheScriptIsTheMigratedOneAndTheMigrationGoesOnFromIt() throws Exception {
        RealServers.Database migrated = RealServers.newDatabase("migrated");
        migrate(migrated);
        RealServers.Database scripted = RealServers.newDatabase("scripted");
        execute(scripted, script());

        List<String> booked = rows(scripted, BOOKED);
        MigrateResult result = migrate(scripted);

        assertThat(booked).isNotEmpty().isEqualTo(rows(migrated, BOOKED));
        assertThat(result.migrationsExecuted).isZero();
        assertThat(rows(scripted, SCHEMA)).hasSizeGreaterThan(400).isEqualTo(rows(migrated, SCHEMA));
    }

    @Test
    void aDatabaseUpgradedVersionByVersionIsTheSame() throws Exception {
        RealServers.Database fresh = RealServers.newDatabase("fresh");
        migrate(fresh);
        RealServers.Database upgraded = RealServers.newDatabase("upgraded");
        for (int version = 1; version <= 5; version++) {
            Flyway.configure()
                    .dataSource(upgraded.jdbcUrl(), upgraded.user(), upgraded.password())
                    .target(String.valueOf(version))
                    .load()
                    .migrate();
        }

        assertThat(rows(upgraded, SCHEMA)).isEqualTo(rows(fresh, SCHEMA));
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

    private static List<String> rows(RealServers.Database database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }
}
