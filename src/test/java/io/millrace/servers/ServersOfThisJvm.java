package io.millrace.servers;

import io.millrace.standalone.EmbeddedKafka;
import io.millrace.standalone.EmbeddedPostgres;
import io.millrace.standalone.EmbeddedPostgres.Durability;
import io.millrace.standalone.SecuredKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds the servers; public only to be reached by reflection, see {@link RealServers}. */
public final class ServersOfThisJvm {
    private static final String USER = "tiktok_user";
    private static final String PASSWORD = UUID.randomUUID().toString();

    private static @Nullable Path home;
    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable EmbeddedKafka kafka;
    private static @Nullable SecuredKafka securedKafka;

    private ServersOfThisJvm() {}

    public static synchronized Map<String, String> postgres() throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres running = postgres;
        if (running == null) {
            Durability durability = Boolean.parseBoolean(System.getProperty("millrace.test.fsync", "true"))
                    ? Durability.FSYNC
                    : Durability.NONE;
            running = EmbeddedPostgres.start(home(), freePort(), durability);
            postgres = running;
            running.createRole(USER, PASSWORD);
        }
        return Map.of(
                "host", running.host(),
                "port", String.valueOf(running.port()),
                "superuser", EmbeddedPostgres.SUPERUSER,
                "superuserPassword", running.superuserPassword());
    }

    public static Map<String, String> application() {
        return Map.of("user", USER, "password", PASSWORD);
    }

    public static synchronized Map<String, String> kafka() throws IOException {
        EmbeddedKafka running = kafka;
        if (running == null) {
            running = EmbeddedKafka.start(home().resolve("kafka-data"), freePort());
            kafka = running;
        }
        return Map.of("bootstrapServers", running.bootstrapServers());
    }

    public static synchronized Map<String, String> securedKafka() throws IOException {
        SecuredKafka running = securedKafka;
        if (running == null) {
            running = SecuredKafka.start(Files.createDirectory(home().resolve("secured-kafka")));
            securedKafka = running;
        }
        return running.asMap();
    }

    public static synchronized Map<String, String> restartSecuredKafka() throws IOException {
        Objects.requireNonNull(securedKafka).restart();
        return securedKafka();
    }

    private static Path home() throws IOException {
        Path existing = home;
        if (existing != null) {
            return existing;
        }
        Path created = Files.createTempDirectory("millrace-test-");
        // Started as root, PostgreSQL runs as another user, who has to pass through.
        Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwx--x--x"));
        Runtime.getRuntime().addShutdownHook(new Thread(ServersOfThisJvm::stopAndDelete, "real-servers-stop"));
        home = created;
        return created;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @SuppressWarnings("SystemOut") // In a shutdown hook the log manager may be gone already.
    private static synchronized void stopAndDelete() {
        try {
            if (kafka != null) {
                kafka.stop();
            }
            if (securedKafka != null) {
                securedKafka.stop();
            }
            if (postgres != null) {
                postgres.stop();
            }
            if (home != null) {
                deleteTree(home);
            }
        } catch (IOException e) {
            System.err.println("the test servers' directory is left behind: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(root)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
