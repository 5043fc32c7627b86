package io.millrace.containers;

import static io.millrace.containers.PostgresImage.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.store.WrittenSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;

/** docker/postgres: a database that makes itself, keeps what it has, and takes new settings while it runs. */
@NeedsDocker
@SuppressWarnings("NullAway.Init")
class PostgresImageIT {
    private static final String UPDATE = "/update-config.sh";
    private static final String ROLES =
            "exec gosu postgres psql -X -q -v ON_ERROR_STOP=1 -d tiktok_analytics -f /docker-entrypoint-initdb.d/03-schema.sql";
    private static final String FILES_IN_PLACE =
            "cd \"$PGDATA\" && sha256sum settings.conf pg_hba.conf pg_ident.conf tls/*; ls";

    @TempDir
    static Path home;

    private static Volume volume;
    private static PostgresImage postgres;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        PostgresImage.build();
        volume = new Volume();
        postgres = new PostgresImage(volume);
        postgres.start();
        authority = home.resolve("ca.crt");
        postgres.copyFileFromContainer("/tls/ca.crt", authority.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
        if (volume != null) {
            volume.close();
        }
    }

    @Test
    void aFreshDatabaseHasEveryRoleAndTheWholeSchema() throws Exception {
        assertThat(
                        postgres.ask(
                                "SELECT rolname, rolsuper, rolcanlogin, rolreplication FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1"))
                .isEqualTo("""
                        millrace_api|f|t|f
                        millrace_backup|f|t|t
                        millrace_ingest|f|t|f
                        millrace_maintenance|f|t|f
                        postgres|t|t|t
                        tiktok_user|f|t|f""");
        assertThat(migrate(postgres).migrationsExecuted).isZero();
        // Another one beside it, with the same extensions, that the service's migration makes alone.
        postgres.shell("gosu postgres psql -q -c 'CREATE DATABASE migrated OWNER tiktok_user'"
                + " && gosu postgres psql -q -d migrated -f /docker-entrypoint-initdb.d/02-init.sql && POSTGRES_DB=migrated "
                + UPDATE);
        String url = postgres.verified(authority).replace("/tiktok_analytics", "/migrated");
        List<String> migrated;
        List<String> booked;
        try (Connection connection = DriverManager.getConnection(url, "tiktok_user", PostgresImage.ownerPassword())) {
            assertThat(Flyway.configure()
                            .dataSource(url, "tiktok_user", PostgresImage.ownerPassword())
                            .load()
                            .migrate()
                            .migrationsExecuted)
                    .isPositive();
            migrated = WrittenSchema.of(connection);
            booked = WrittenSchema.bookedIn(connection);
        } finally {
            postgres.shell(UPDATE);
        }

        try (Connection connection = postgres.owner(authority)) {
            assertThat(WrittenSchema.of(connection)).hasSizeGreaterThan(400).isEqualTo(migrated);
            assertThat(WrittenSchema.bookedIn(connection)).isEqualTo(booked);
        }
    }

    @Test
    void everySettingOfTheFileIsTheServers() throws Exception {
        for (Map.Entry<String, String> setting : PostgresImage.settings().entrySet()) {
            String name =
                    setting.getKey().substring("POSTGRES_SETTINGS_".length()).toLowerCase(Locale.ROOT);
            assertThat(postgres.ask("SHOW " + name)).as(name).isEqualTo(setting.getValue());
        }
    }

    @Test
    void aChangedSettingIsAppliedWithoutARestartOrNamed() throws Exception {
        String started = postgres.ask("SELECT pg_postmaster_start_time()");

        String said = postgres.shell("POSTGRES_SETTINGS_WORK_MEM=8MB POSTGRES_SETTINGS_SHARED_BUFFERS=256MB " + UPDATE);

        assertThat(said).isEqualTo("""
                        update-config: settings, access rules and certificates are applied
                        update-config: these need a restart of the server: shared_buffers""");
        assertThat(postgres.ask("SHOW work_mem")).isEqualTo("8MB");
        assertThat(postgres.ask("SHOW shared_buffers")).isEqualTo("512MB");
        assertThat(postgres.shell(UPDATE))
                .isEqualTo("update-config: settings, access rules and certificates are applied");
        assertThat(postgres.ask("SHOW work_mem")).isEqualTo("6553kB");
        assertThat(postgres.ask("SELECT pg_postmaster_start_time()")).isEqualTo(started);
    }

    @Test
    void aSettingThatIsTakenOutIsGone() throws Exception {
        postgres.shell("env -u POSTGRES_SETTINGS_JIT " + UPDATE);

        assertThat(postgres.ask("SHOW jit")).isEqualTo("on");
        postgres.shell(UPDATE);
        assertThat(postgres.ask("SHOW jit")).isEqualTo("off");
    }

    @Test
    void aSettingIsWrittenAsItIsMeant() throws Exception {
        postgres.shell(
                "POSTGRES_SETTINGS_LOG_LINE_PREFIX=\"it's \\\\n \" POSTGRES_SETTINGS_PG_STAT_STATEMENTS_TRACK=all "
                        + UPDATE);

        assertThat(postgres.ask("SHOW log_line_prefix")).isEqualTo("it's \\n");
        assertThat(postgres.ask("SHOW pg_stat_statements.track")).isEqualTo("all");
        postgres.shell(UPDATE);
    }

    @Test
    void whatIsWrongIsNamedAndNothingChanges() throws Exception {
        String before = postgres.shell(FILES_IN_PLACE);
        Map<String, String> wrong = Map.of(
                "POSTGRES_SETTINGS_WORK_MEMORY=8MB", "refused: unrecognized configuration parameter \"work_memory\"",
                "POSTGRES_SETTINGS_WORK_MEM=lots", "refused: invalid value for parameter \"work_mem\": \"lots\"",
                "POSTGRES_SETTINGS_SHARED_PRELOAD_LIBRARIES=misspelt",
                        "refused: could not access file \"misspelt\": No such file or directory",
                "POSTGRES_SETTINGS_MAX_CONNECTIONS=3",
                        "refused: \"superuser_reserved_connections\" (3) plus \"reserved_connections\" (0) must be less than \"max_connections\" (3)",
                "POSTGRES_SETTINGS_WAL_LEVEL=minimal",
                        "refused: WAL streaming (\"max_wal_senders\" > 0) requires \"wal_level\"",
                "POSTGRES_SETTINGS_SSL=off", "refused: ssl is set by the container itself",
                "POSTGRES_SETTINGS_JIT=on POSTGRES_ACCESS_FROM=10.0.0.0/99",
                        "refused: access rules: invalid CIDR mask in address \"10.0.0.0/99\"",
                "POSTGRES_TLS_NAMES=x POSTGRES_TLS_CERT_FILE=/tls/ca.crt",
                        "POSTGRES_TLS_CERT_FILE is set, and POSTGRES_TLS_KEY_FILE is not",
                "POSTGRES_CONFIG_FILE=/nowhere", "/nowhere, which POSTGRES_CONFIG_FILE names, cannot be read",
                "POSTGRES_OWNER=renamed",
                        "this server has no database tiktok_analytics, or no role renamed to own it. postgres.db and postgres.user of config.json"
                                + " (POSTGRES_DB and POSTGRES_OWNER here) count only when the database is made: put those of then back.");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            ExecResult refused = postgres.run(one.getKey() + " " + UPDATE);

            assertThat(refused.getStderr()).startsWith("update-config: " + one.getValue());
            assertThat(refused.getExitCode()).isEqualTo(1);
            assertThat(postgres.shell(FILES_IN_PLACE)).as(one.getKey()).isEqualTo(before);
        }
    }

    @Test
    void theHealthCheckLeavesNothingInTheLog() throws Exception {
        assertThat(Docker.says("inspect", "--format", "{{.State.Health.Status}}", postgres.getContainerId()))
                .isEqualTo("healthy");

        assertThat(postgres.getLogs()).doesNotContain("user \"root\"");
    }

    @Test
    void onlyEncryptedConnectionsWithThePasswordOfANamedRoleComeIn() throws Exception {
        assertThat(postgres.ask("SELECT count(*) FROM pg_authid WHERE rolpassword NOT LIKE 'SCRAM-SHA-256$%'"))
                .isEqualTo("0");
        assertThat(postgres.ask("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL"))
                .isEqualTo("0");
        assertThat(postgres.ask(
                        "SELECT string_agg(DISTINCT auth_method, ',' ORDER BY auth_method) FROM pg_hba_file_rules"))
                .isEqualTo("peer,reject,scram-sha-256");
        try (Connection connection = postgres.owner(authority)) {
            assertThat(answer(connection, "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .startsWith("TLSv1.");
        }
        assertRefused(
                "sslmode=verify-full&sslrootcert=" + authority,
                "tiktok_user",
                "wrong",
                "password authentication failed");
        assertRefused(
                "sslmode=disable", "tiktok_user", PostgresImage.ownerPassword(), "pg_hba.conf rejects connection");
        assertRefused(
                "sslmode=require", "postgres", PostgresImage.passwords().get(0), "pg_hba.conf rejects connection");
        assertRefused(
                "sslmode=disable", "postgres", PostgresImage.passwords().get(0), "pg_hba.conf rejects connection");
    }

    private static void assertRefused(String parameters, String user, String password, String reason) {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(parameters), user, password)
                        .close())
                .as("%s by %s", user, parameters)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aRenewedCertificateIsOfTheSameAuthority() throws Exception {
        String before = postgres.shell("sha256sum <\"$PGDATA/tls/server.crt\"");

        String said = postgres.shell("POSTGRES_TLS_NAMES='db.example 10.1.2.3' " + UPDATE);

        assertThat(said)
                .startsWith(
                        "update-config: made a certificate for DNS:postgres,DNS:replica,DNS:localhost,IP:127.0.0.1,IP:::1,DNS:db.example,IP:10.1.2.3\n");
        assertThat(postgres.shell("openssl x509 -in \"$PGDATA/tls/server.crt\" -noout -ext subjectAltName"))
                .contains(
                        "DNS:postgres, DNS:replica, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:db.example, IP Address:10.1.2.3");
        assertThat(postgres.shell("sha256sum <\"$PGDATA/tls/server.crt\"")).isNotEqualTo(before);
        postgres.owner(authority).close();
        postgres.shell(UPDATE);
        postgres.owner(authority).close();
    }

    @Test
    void aCertificateOfOnesOwnIsUsedAndCanBeGivenUp() throws Exception {
        postgres.shell(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=own"
                        + " -addext subjectAltName=DNS:localhost -keyout /tmp/own.key -out /tmp/own.crt && chown postgres /tmp/own.*");
        Path own = home.resolve("own.crt");
        postgres.copyFileFromContainer("/tmp/own.crt", own.toString());

        postgres.shell("POSTGRES_TLS_CERT_FILE=/tmp/own.crt POSTGRES_TLS_KEY_FILE=/tmp/own.key " + UPDATE);

        postgres.owner(own).close();
        assertThatThrownBy(() -> postgres.owner(authority).close()).isInstanceOf(SQLException.class);
        postgres.shell(UPDATE);
        postgres.owner(authority).close();
        assertThatThrownBy(() -> postgres.owner(own).close()).isInstanceOf(SQLException.class);
    }

    @Test
    void noPasswordStandsInTheContainersEnvironmentOrInItsLog() throws Exception {
        String shown = Docker.says("inspect", postgres.getContainerId()) + Docker.logs(postgres.getContainerId());

        assertThat(shown).contains("/run/secrets/OWNER_PASSWORD", "database system is ready to accept connections");
        for (String password : PostgresImage.passwords()) {
            assertThat(shown)
                    .doesNotContain(password)
                    .doesNotContain(password.replace("\"", "\\\""))
                    .doesNotContain(password.replace("'", "''"));
        }
    }

    @Test
    void theScriptOfTheRolesShowsNoPasswordWhereItIsRunAgain() throws Exception {
        postgres.shell("POSTGRES_SETTINGS_LOG_STATEMENT=all POSTGRES_SETTINGS_PG_STAT_STATEMENTS_TRACK=all " + UPDATE);
        try {
            postgres.ask("ALTER ROLE millrace_maintenance RENAME TO put_aside");

            ExecResult ran = postgres.run(ROLES);

            assertThat(ran.getStderr()).contains("relation \"flyway_schema_history\" already exists");
            assertThat(postgres.ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'millrace_maintenance'"))
                    .isEqualTo("t");
            assertThat(postgres.ask("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%\"secret\" of%'"))
                    .isEqualTo("0");
            // What is asked here is logged itself: by another word of it.
            assertThat(Docker.logs(postgres.getContainerId()))
                    .contains("put_aside")
                    .doesNotContain("LOGIN PASSWORD");
        } finally {
            postgres.ask("DROP OWNED BY millrace_maintenance");
            postgres.ask("DROP ROLE millrace_maintenance");
            postgres.ask("ALTER ROLE put_aside RENAME TO millrace_maintenance");
            postgres.shell(UPDATE);
        }
    }

    @Test
    void aFileOfAPasswordThatGivesNoneIsNamedAndNoRoleIsMadeWithoutOne() throws Exception {
        for (String useless : List.of("/nowhere", "/etc/shadow", "/etc/.pwd.lock")) {
            ExecResult ran = postgres.run("POSTGRES_API_PASSWORD_FILE=" + useless + " POSTGRES_BACKUP_PASSWORD_FILE="
                    + useless + " " + ROLES);

            assertThat(ran.getExitCode()).isNotZero();
            assertThat(ran.getStderr())
                    .as(useless)
                    .contains(
                            "ERROR:  cannot be read, or is empty: the file named by POSTGRES_API_PASSWORD_FILE, POSTGRES_BACKUP_PASSWORD_FILE\n");
        }
        assertThat(postgres.run("POSTGRES_API_PASSWORD_FILE= " + ROLES).getStderr())
                .contains("relation \"flyway_schema_history\" already exists");
    }

    private static MigrateResult migrate(PostgresImage image) {
        return Flyway.configure()
                .dataSource(image.verified(authority), "tiktok_user", PostgresImage.ownerPassword())
                .load()
                .migrate();
    }
}
