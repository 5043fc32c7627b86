package io.millrace.http;

import io.millrace.servers.RealServers;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What stands in the database of the service under test. */
@Singleton
public class World {
    private static final Pattern LOG_ENTRY =
            Pattern.compile("^\\d{4}-\\d\\d-\\d\\d [0-9:.]+ UTC \\[\\d+] ", Pattern.MULTILINE);

    private static final Pattern STATEMENT =
            Pattern.compile("(?:LOG:  (?:execute [^:]*|statement)|STATEMENT): (.*)", Pattern.DOTALL);

    private final RealServers.Database database;

    World(
            @ConfigProperty(name = "millrace.store.host") String host,
            @ConfigProperty(name = "millrace.store.port") int port,
            @ConfigProperty(name = "millrace.store.database") String name,
            @ConfigProperty(name = "millrace.store.user") String user,
            @ConfigProperty(name = "millrace.store.password") String password) {
        this.database = new RealServers.Database(host, port, name, user, password);
    }

    /** Puts the rows of world.sql in place of whatever is there. */
    public void reset() {
        execute(resource("world.sql"));
    }

    /** Runs a file that lies beside world.sql. */
    public void play(String name) {
        execute(resource(name));
    }

    public void execute(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Connection connect() throws SQLException {
        return database.connect();
    }

    /** The one number that a query answers with. */
    public long count(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of a query. */
    List<String> rows(String sql) {
        try (Connection connection = database.connect()) {
            return rows(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (answer.next()) {
                rows.add(answer.getString(1));
            }
            return rows;
        }
    }

    /** Cuts every connection of the service and lets it make no new one. */
    public void goAway() {
        asSuperuser("ALTER DATABASE \"%s\" CONNECTION LIMIT 0".formatted(database.name()));
        asSuperuser(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()"
                        .formatted(database.name()));
    }

    public void comeBack() {
        asSuperuser("ALTER DATABASE \"%s\" CONNECTION LIMIT -1".formatted(database.name()));
    }

    /** From now on the server writes into its log what the service has it do: the texts of statements, without their parameters. */
    void logStatements() {
        asSuperuser("ALTER DATABASE \"%s\" SET log_statement = 'all'".formatted(database.name()));
        asSuperuser("ALTER DATABASE \"%s\" SET log_parameter_max_length = 0".formatted(database.name()));
        // Only sessions that begin later do.
        goAway();
        comeBack();
    }

    void logNoStatements() {
        asSuperuser("ALTER DATABASE \"%s\" RESET log_statement".formatted(database.name()));
        asSuperuser("ALTER DATABASE \"%s\" RESET log_parameter_max_length".formatted(database.name()));
    }

    /** The texts of the statements that the server was asked for while this ran, and of those that failed. */
    Set<String> statementsOf(Runnable asking) {
        Path log = Path.of(rowsOfSuperuser("SHOW data_directory").get(0)).resolveSibling("logs/postgres.log");
        try {
            int before = Files.readAllBytes(log).length;
            asking.run();
            byte[] after = Files.readAllBytes(log);
            String logged = new String(after, before, after.length - before, StandardCharsets.UTF_8);
            return LOG_ENTRY
                    .splitAsStream(logged)
                    .map(STATEMENT::matcher)
                    .filter(Matcher::matches)
                    .map(statement -> statement.group(1).strip())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rowsOfSuperuser(String sql) {
        try (Connection connection = RealServers.postgres().connectAsSuperuser("postgres")) {
            return rows(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void asSuperuser(String sql) {
        try (Connection connection = RealServers.postgres().connectAsSuperuser("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(World.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
