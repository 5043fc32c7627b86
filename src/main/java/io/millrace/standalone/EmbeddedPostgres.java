package io.millrace.standalone;

import io.millrace.config.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL 17 as a child process, on loopback, with its data in a directory of ours.
 *
 * <pre>
 *   unpack ─▶ initdb (once) ─▶ end what a killed JVM left on this data ─▶ port free? ─▶ postgres ─▶ ready ─▶ stop
 * </pre>
 *
 * <p>The server is used only when the process that says it is ready is the very child started here: a stranger on the
 * same port or the same data is named instead.
 *
 * <p>Thread-safe; {@link #stop} may be called at any time and more than once.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String SUPERUSER = "postgres";

    private static final String HOST = LoopbackPort.HOST;
    /** Recovery after a power cut replays up to {@code max_wal_size}: that takes tens of seconds on a slow disk. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private static final Duration FAST_SHUTDOWN_WITHIN = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_SHUTDOWN_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** Whether a commit survives a power cut. */
    public enum Durability {
        /** It does. The default of PostgreSQL, and the only choice where anyone will miss the data. */
        FSYNC,
        /** It does not, but small commits are faster: for the throw-away data of tests that say so. */
        NONE
    }

    private final Path data;
    private final int port;
    private final String superuserPassword;
    private final Process process;
    private final long postmaster;

    private EmbeddedPostgres(Path data, int port, String superuserPassword, Process process, long postmaster) {
        this.data = data;
        this.port = port;
        this.superuserPassword = superuserPassword;
        this.process = process;
        this.postmaster = postmaster;
    }

    /**
     * Starts the server of this home; blocks until it accepts connections.
     *
     * <p>The home holds {@code postgres-data}, the unpacked programs, {@code postgres.password} (the superuser's, mode
     * 0600) and {@code logs/postgres.log}.
     *
     * @throws StartFailure in one line, when the port is taken or the server does not come up
     */
    public static EmbeddedPostgres start(Path home, int port, Durability durability)
            throws IOException, InterruptedException {
        Path root = Files.createDirectories(home).toRealPath();
        Path data = root.resolve("postgres-data");
        Path log = LogFile.begin(root.resolve("logs"), "postgres.log");
        Path binaries = PostgresBinaries.unpackedBelow(root);
        String password = PrivateFile.secret(root.resolve("postgres.password"));
        PostgresAccount account = PostgresAccount.thatCanRun(binaries, data);

        if (Files.notExists(data)) {
            initialise(account, binaries, data, password, log);
        }
        stopLeftover(root);
        LoopbackPort.requireFree(port);
        Process process = startServer(account, binaries, data, port, durability, log);
        try {
            return new EmbeddedPostgres(data, port, password, process, awaitReady(process, data, log));
        } catch (StartFailure | IOException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Ends the server that a killed JVM left behind on this home's data, if there is one.
     *
     * <p>The pid in {@code postmaster.pid} is signalled only where that process is a postgres started on this very
     * directory. Where the pid has passed on to another program, PostgreSQL would take that for a running server: the pid
     * is replaced by one that cannot exist, which keeps PostgreSQL's own check for surviving backends in force.
     */
    static void stopLeftover(Path home) throws IOException, InterruptedException {
        Path data = home.resolve("postgres-data");
        Path pidFile = data.resolve("postmaster.pid");
        Optional<ProcessHandle> holder =
                pidIn(pidFile).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
        if (holder.isEmpty()) {
            return;
        }
        if (isPostgresOn(data, holder.get())) {
            end(holder.get());
            return;
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
        lines.set(0, String.valueOf(Integer.MAX_VALUE));
        Files.write(pidFile, lines);
    }

    private static Optional<Long> pidIn(Path pidFile) throws IOException {
        return Files.exists(pidFile)
                ? Files.readAllLines(pidFile).stream().findFirst().map(line -> Long.valueOf(line.strip()))
                : Optional.empty();
    }

    private static boolean isPostgresOn(Path data, ProcessHandle process) throws IOException {
        boolean postgres =
                process.info().command().filter(it -> it.endsWith("/postgres")).isPresent();
        List<String> arguments = Leftover.commandLineOf(process);
        int option = arguments.indexOf("-D");
        return postgres
                && option >= 0
                && option + 1 < arguments.size()
                && Path.of(arguments.get(option + 1)).equals(data.toRealPath());
    }

    private static void end(ProcessHandle server) throws IOException, InterruptedException {
        signal("INT", server.pid());
        if (!Leftover.exits(server, FAST_SHUTDOWN_WITHIN)) {
            signal("QUIT", server.pid());
            if (!Leftover.exits(server, IMMEDIATE_SHUTDOWN_WITHIN)) {
                throw new StartFailure("the PostgreSQL that an earlier start left behind does not stop (process "
                        + server.pid() + "): end it, then start again");
            }
        }
    }

    /** Java itself sends SIGTERM only, at which PostgreSQL waits for its clients; SIGINT disconnects them. */
    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Under its final name only when complete, as {@code initdb} leaves half a directory when it is killed. */
    private static void initialise(
            PostgresAccount account, Path binaries, Path data, String superuserPassword, Path log)
            throws IOException, InterruptedException {
        Path part = data.resolveSibling(data.getFileName() + ".part");
        Path passwordFile = data.resolveSibling("postgres-data.password");
        PostgresBinaries.deleteTree(part);
        Files.createDirectory(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.own(part);
        try {
            PrivateFile.write(passwordFile, superuserPassword);
            account.own(passwordFile);
            Process initdb = account.command(
                            binaries,
                            "initdb",
                            List.of(
                                    "--pgdata=" + part,
                                    "--username=" + SUPERUSER,
                                    "--pwfile=" + passwordFile,
                                    "--auth=scram-sha-256",
                                    "--encoding=UTF8",
                                    // PostgreSQL's own collation: the same order on every machine, whatever its libc.
                                    "--locale=C",
                                    "--locale-provider=builtin",
                                    "--builtin-locale=C.UTF-8",
                                    "--data-checksums"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (initdb.waitFor() != 0) {
                throw new StartFailure(
                        "PostgreSQL's initdb failed: " + LogFile.lastLine(log, "error:") + " (see " + log + ")");
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(part, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Process startServer(
            PostgresAccount account, Path binaries, Path data, int port, Durability durability, Path log) {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString()));
        settings(port, durability).forEach(setting -> {
            arguments.add("-c");
            arguments.add(setting);
        });
        return startKept(account.command(binaries, "postgres", arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    }

    private static List<String> settings(int port, Durability durability) {
        boolean durable = durability == Durability.FSYNC;
        return List.of(
                "listen_addresses=" + HOST,
                "port=" + port,
                // No socket file: its path may not exceed 107 bytes, and a home may lie deeper than that.
                "unix_socket_directories=",
                "fsync=" + (durable ? "on" : "off"),
                "synchronous_commit=" + (durable ? "on" : "off"),
                "full_page_writes=" + (durable ? "on" : "off"),
                // Holds the hot leaves of a laptop's day and leaves the rest to the kernel's cache.
                "shared_buffers=256MB",
                "max_connections=100",
                // Each statement on the tree may lock every attached leaf and its indexes; 64 is soon too few.
                "max_locks_per_transaction=256",
                // Fewer checkpoints, thus fewer full pages in the log; recovery still takes seconds.
                "max_wal_size=2GB",
                // The binaries were built without lz4; pglz still halves the full pages.
                "wal_compression=pglz",
                // Plans over many partitions look expensive enough for the JIT and never earn its compile time.
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_min_messages=warning",
                "log_line_prefix=%m [%p] ");
    }

    /**
     * Starts a process whose parent thread lives as long as itself.
     *
     * <p>Linux delivers the parent-death signal when the <em>thread</em> that started the child ends, not when the whole
     * process does: started from a pool's or a test's thread, the server would be shut down along with that thread.
     */
    private static Process startKept(ProcessBuilder builder) {
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread keeper = new Thread(
                () -> {
                    try {
                        Process process = builder.start();
                        started.complete(process);
                        process.waitFor();
                    } catch (IOException e) {
                        started.completeExceptionally(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "postgres-keeper");
        keeper.setDaemon(true);
        keeper.start();
        try {
            return started.join();
        } catch (CompletionException e) {
            throw new StartFailure("PostgreSQL cannot be started: " + e.getMessage(), e);
        }
    }

    /** The postmaster's pid, once {@code postmaster.pid} says "ready" in the name of our own child. */
    private static long awaitReady(Process process, Path data, Path log) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        Instant deadline = Instant.now().plus(READY_WITHIN);
        while (Instant.now().isBefore(deadline)) {
            if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartFailure(
                        "PostgreSQL did not start: " + LogFile.lastLine(log, "FATAL:") + " (see " + log + ")");
            }
            List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
            if (lines.size() >= 8
                    && lines.get(7).strip().equals("ready")
                    && Long.parseLong(lines.get(0).strip()) == process.pid()) {
                return process.pid();
            }
        }
        throw new StartFailure("PostgreSQL is not ready after " + READY_WITHIN.toSeconds() + " s (see " + log + ")");
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public String superuserPassword() {
        return superuserPassword;
    }

    /** Where the server's data lie; tests use it to prove that nothing of it runs on. */
    public Path data() {
        return data;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Completes when the server has ended, for whatever reason. */
    public CompletableFuture<?> ended() {
        return process.onExit();
    }

    /** An ordinary role that may log in; where it exists, its password is set anew. */
    public void createRole(String name, String password) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            PGConnection quoting = connection.unwrap(PGConnection.class);
            String verb = exists(connection, "SELECT FROM pg_roles WHERE rolname = ?", name) ? "ALTER" : "CREATE";
            statement.execute(verb + " ROLE " + quoting.escapeIdentifier(name) + " LOGIN PASSWORD '"
                    + quoting.escapeLiteral(password) + "'");
        }
    }

    /**
     * Sees to it that nobody but the owner writes into this database what no rights on tables keep anybody from, temporary tables and large
     * objects, and that sessions of the reader end after ten seconds a statement and cannot write by mistake. docs/database.md says the same.
     */
    public void restrict(String database, String reader) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            PGConnection quoting = connection.unwrap(PGConnection.class);
            String role = quoting.escapeIdentifier(reader);
            statement.execute("ALTER ROLE " + role + " SET default_transaction_read_only = on");
            statement.execute("ALTER ROLE " + role + " SET statement_timeout = '10s'");
            statement.execute("REVOKE TEMPORARY ON DATABASE " + quoting.escapeIdentifier(database) + " FROM PUBLIC");
            statement.execute("REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea),"
                    + " lo_put(oid, bigint, bytea), lowrite(int, bytea), lo_truncate(int, int),"
                    + " lo_truncate64(int, bigint), lo_unlink(oid) FROM PUBLIC");
        }
    }

    /** An empty database of this owner, who may do anything inside it; one that exists is left as it is. */
    public void createDatabase(String name, String owner) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            PGConnection quoting = connection.unwrap(PGConnection.class);
            if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?", name)) {
                statement.execute("CREATE DATABASE " + quoting.escapeIdentifier(name) + " OWNER "
                        + quoting.escapeIdentifier(owner));
            }
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** A connection of the superuser's; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(SUPERUSER);
        source.setPassword(superuserPassword);
        return source.getConnection();
    }

    /** Disconnects everybody and shuts down with a checkpoint; where that takes too long, without one. */
    public void stop() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        signal("INT", postmaster);
        if (!process.waitFor(FAST_SHUTDOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            signal("QUIT", postmaster);
            if (!process.waitFor(IMMEDIATE_SHUTDOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
    }
}
