package io.millrace.faults;

import io.millrace.processes.Children;
import io.millrace.standalone.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * A real PostgreSQL whose processes may be killed, stopped and starved of room.
 *
 * <p>As root its data and its WAL lie on two volumes of their own (tmpfs) that can be filled; else {@link #volumes()} is false and those
 * faults cannot be made.
 */
final class PostgresProcess implements AutoCloseable {
    static final String USER = "tiktok_user";
    static final String PASSWORD = "of-the-fault-suite";

    private static final String VOLUME_SIZE = "1500m";
    private static final int RELAUNCHES = 10;
    private static final Duration UP_WITHIN = Duration.ofSeconds(90);

    private final Path home;
    private final int port;
    private final boolean volumes;
    private final String superuserPassword;
    private Path data;
    private Process process;

    private PostgresProcess(Path home, int port, boolean volumes, String superuserPassword) throws IOException {
        this.home = home;
        this.port = port;
        this.volumes = volumes;
        this.superuserPassword = superuserPassword;
        this.data = dataVolume(home).resolve("postgres-data");
        this.process = launch(Map.of());
    }

    static PostgresProcess create(Path home, int port) throws IOException, InterruptedException, SQLException {
        boolean volumes = mount(dataVolume(home)) && mount(walVolume(home));
        EmbeddedPostgres first = EmbeddedPostgres.start(dataVolume(home), port, EmbeddedPostgres.Durability.FSYNC);
        first.createRole(USER, PASSWORD);
        first.stop();
        if (volumes) {
            Path wal = dataVolume(home).resolve("postgres-data/pg_wal");
            Path elsewhere = walVolume(home).resolve("pg_wal");
            Children.run("mv", wal.toString(), elsewhere.toString());
            Files.createSymbolicLink(wal, elsewhere);
        }
        PostgresProcess postgres = new PostgresProcess(home, port, volumes, first.superuserPassword());
        postgres.awaitReady();
        return postgres;
    }

    private static Path dataVolume(Path home) {
        return home.resolve("data-volume");
    }

    private static Path walVolume(Path home) {
        return home.resolve("wal-volume");
    }

    private static boolean mount(Path volume) throws IOException {
        Files.createDirectories(volume);
        boolean mounted = uidOf(Path.of("/proc/self")) == 0
                && Children.run(
                        "mount", "-t", "tmpfs", "-o", "size=" + VOLUME_SIZE, "millrace-faults", volume.toString());
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxr-xr-x"));
        return mounted;
    }

    private static int uidOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private Process launch(Map<String, String> overrides) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "listen_addresses", "127.0.0.1",
                "port", String.valueOf(port),
                "unix_socket_directories", "",
                "shared_buffers", "128MB",
                "max_connections", "100",
                "max_locks_per_transaction", "256",
                "max_wal_size", "512MB",
                "jit", "off",
                "log_min_messages", "warning"));
        settings.putAll(overrides);
        List<String> command = new ArrayList<>(asOwner());
        command.add(programs().resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data.toString()));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(programs().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return Children.start(builder);
    }

    Path log() {
        return home.resolve("postgres.log");
    }

    // PostgreSQL refuses root: it runs as whoever owns its data.
    private List<String> asOwner() throws IOException {
        int uid = uidOf(data);
        if (uid == uidOf(Path.of("/proc/self"))) {
            return uid == 0 ? List.of("unshare", "--user", "--") : List.of();
        }
        int gid = (int) Files.getAttribute(data, "unix:gid");
        // Changing the account clears the death signal, so it is set again.
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--pdeathsig", "KILL", "--");
    }

    private Path programs() throws IOException {
        try (Stream<Path> entries = Files.list(dataVolume(home))) {
            Optional<Path> found = entries.filter(it -> Files.exists(it.resolve("bin/postgres")))
                    .findFirst();
            return found.orElseThrow(() -> new IllegalStateException("PostgreSQL is not unpacked"));
        }
    }

    int port() {
        return port;
    }

    /** Whether its data and its WAL lie on volumes that can be filled. */
    boolean volumes() {
        return volumes;
    }

    String superuserPassword() {
        return superuserPassword;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=3&socketTimeout=60";
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), "postgres", superuserPassword);
    }

    /** As the application's user. */
    Connection connectAsApplication(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), USER, PASSWORD);
    }

    /** Statement by statement, in one session. */
    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of every row, as text. */
    List<String> query(String database, String sql) throws SQLException {
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

    boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException away) {
            return false;
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    void awaitReady() {
        if (!Children.until(UP_WITHIN, () -> answers() || !process.isAlive()) || !process.isAlive()) {
            throw new IllegalStateException("PostgreSQL is not up; see " + log());
        }
    }

    void kill() {
        Children.kill(process);
        awaitBackendsGone();
    }

    /** As {@code pg_ctl stop -m immediate}: without a checkpoint, so the next start recovers. */
    void stopImmediately() {
        Children.signal("QUIT", process.pid());
        Children.awaitEnd(process, Duration.ofSeconds(20));
    }

    void stop() {
        Children.signal("INT", process.pid());
        if (!Children.awaitEnd(process, Duration.ofSeconds(30))) {
            stopImmediately();
        }
    }

    // A postmaster that starts while old backends still hold its shared memory refuses.
    private static void awaitBackendsGone() {
        Children.hold(Duration.ofMillis(300));
    }

    void freeze() {
        Children.signal("STOP", process.pid());
        process.descendants().forEach(it -> Children.signal("STOP", it.pid()));
    }

    void thaw() {
        process.descendants().forEach(it -> Children.signal("CONT", it.pid()));
        Children.signal("CONT", process.pid());
    }

    void restart() throws IOException {
        restart(Map.of());
    }

    void restart(Map<String, String> overrides) throws IOException {
        Children.until(Duration.ofSeconds(10), () -> !process.isAlive());
        process = launch(overrides);
        // It refuses while processes of the killed one still end.
        Children.until(UP_WITHIN, () -> answers() || !process.isAlive());
        for (int i = 0; i < RELAUNCHES && !process.isAlive(); i++) {
            Children.hold(Duration.ofMillis(500));
            process = launch(overrides);
            Children.until(UP_WITHIN, () -> answers() || !process.isAlive());
        }
        awaitReady();
    }

    /** The data as they are on disk now, with the WAL; the server must be stopped. */
    Path coldCopy(String name) {
        Path copy = dataVolume(home).resolve(name);
        Children.run("cp", "-a", data.toString(), copy.toString());
        if (volumes) {
            Children.run("rm", copy.resolve("pg_wal").toString());
            Children.run(
                    "cp",
                    "-a",
                    walVolume(home).resolve("pg_wal").toString(),
                    copy.resolve("pg_wal").toString());
        }
        return copy;
    }

    /** From the next start on it works on these data; the ones before are gone. */
    void useData(Path other) throws IOException {
        Children.run("rm", "-rf", data.toString());
        data = other;
        if (volumes) {
            Path wal = walVolume(home).resolve("pg_wal");
            Children.run("rm", "-rf", wal.toString());
            Children.run("mv", data.resolve("pg_wal").toString(), wal.toString());
            Files.createSymbolicLink(data.resolve("pg_wal"), wal);
        }
    }

    /** Fills the volume of the data, or of the WAL, up to the last block; answers the file whose deletion frees it. */
    Path fill(boolean wal) throws IOException {
        Path volume = wal ? walVolume(home) : dataVolume(home);
        Path ballast = volume.resolve("ballast");
        // dd ends with "no space left", which is what is wanted.
        Children.run("dd", "if=/dev/zero", "of=" + ballast, "bs=64k");
        return ballast;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        if (volumes) {
            unmount(home);
        }
    }

    static void unmount(Path home) {
        Children.run("umount", "-l", dataVolume(home).toString());
        Children.run("umount", "-l", walVolume(home).toString());
    }
}
