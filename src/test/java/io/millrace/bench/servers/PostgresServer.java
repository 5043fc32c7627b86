package io.millrace.bench.servers;

import io.millrace.processes.Children;
import io.millrace.standalone.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real PostgreSQL as a process of its own: durable, reached over loopback with a password, and with the same settings for everybody. */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "tiktok_user";
    public static final String PASSWORD = "of-the-benchmark";

    private static final Duration UP_WITHIN = Duration.ofSeconds(60);

    /** What is not PostgreSQL's own default, and what is but is worth saying. */
    private static final Map<String, String> SETTINGS = settings();

    private final int port;
    private final String superuserPassword;
    private final Process process;

    private PostgresServer(int port, String superuserPassword, Process process) {
        this.port = port;
        this.superuserPassword = superuserPassword;
        this.process = process;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        // A commit survives a power cut.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("shared_buffers", "512MB");
        // No run is struck by a checkpoint of another one's writes; each begins with one of its own.
        settings.put("max_wal_size", "4GB");
        settings.put("checkpoint_timeout", "15min");
        // A statement on a tree of partitions may lock every leaf and its indexes.
        settings.put("max_locks_per_transaction", "256");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_min_messages", "warning");
        return settings;
    }

    /** @param home on a real disk: on tmpfs fsync costs nothing */
    public static PostgresServer start(Path home) throws IOException, InterruptedException, SQLException {
        int port = Children.freePort();
        EmbeddedPostgres first = EmbeddedPostgres.start(home, port, EmbeddedPostgres.Durability.FSYNC);
        first.createRole(USER, PASSWORD);
        first.stop();
        PostgresServer server = new PostgresServer(port, first.superuserPassword(), launch(home, port));
        if (!Children.until(UP_WITHIN, () -> server.answers() || !server.process.isAlive())) {
            throw new IllegalStateException("PostgreSQL is not up; see " + home.resolve("postgres.log"));
        }
        return server;
    }

    private static Process launch(Path home, int port) throws IOException {
        Path data = home.resolve("postgres-data");
        Path programs = programs(home);
        List<String> command = new ArrayList<>(asOwner(data));
        command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", data.toString(), "-p", "" + port));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(programs.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("postgres.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return Children.start(builder);
    }

    private static Path programs(Path home) throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            Optional<Path> found = entries.filter(it -> Files.exists(it.resolve("bin/postgres")))
                    .findFirst();
            return found.orElseThrow(() -> new IllegalStateException("PostgreSQL is not unpacked"));
        }
    }

    // PostgreSQL refuses root: it runs as whoever owns its data.
    private static List<String> asOwner(Path data) throws IOException {
        int uid = uidOf(data);
        if (uid == uidOf(Path.of("/proc/self"))) {
            return uid == 0 ? List.of("unshare", "--user", "--") : List.of();
        }
        int gid = (int) Files.getAttribute(data, "unix:gid");
        // Changing the account clears the death signal, so it is set again.
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--pdeathsig", "INT", "--");
    }

    private static int uidOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** As the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), "postgres", superuserPassword);
    }

    /** Statement by statement, in one session. */
    public void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Leaves so many files of the log, of 16 MB each, to be written anew, as a server has them that has been up for a while. To make one
     * takes a commit up to a quarter of a second.
     */
    public void leaveLogFiles(int count) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                // A file in which nothing stands is not left for the next one.
                statement.execute("SELECT pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()");
            }
            statement.execute("CHECKPOINT");
        }
    }

    /** The first column of every row, as text. */
    public List<String> query(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> answer = new ArrayList<>();
            while (rows.next()) {
                answer.add(String.valueOf(rows.getString(1)));
            }
            return answer;
        }
    }

    @Override
    public void close() {
        Children.signal("INT", process.pid());
        if (!Children.awaitEnd(process, Duration.ofSeconds(60))) {
            Children.signal("QUIT", process.pid());
            Children.awaitEnd(process, Duration.ofSeconds(20));
        }
    }
}
