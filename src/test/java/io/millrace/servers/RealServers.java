package io.millrace.servers;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The real servers of this test JVM, on free loopback ports, in a temporary directory that goes with the JVM.
 *
 * <p>Each is started once, when first asked for, and shared by all tests, through whatever class loader they come
 * (Quarkus loads test classes in loaders of its own). Tests keep apart by using databases and topics of their own.
 *
 * <p>PostgreSQL runs with {@code fsync} on, as in production. {@code -Dmillrace.test.fsync=false} turns it off for speed:
 * only where no test looks at what a crash leaves.
 */
public final class RealServers {
    /** Neither UTC nor a whole hour away from it: a day taken from the session's zone is seen at once. */
    public static final String SESSION_TIME_ZONE = "Asia/Kathmandu";

    private static final int LONGEST_HINT = 40;

    private RealServers() {}

    /** The server, as its superuser sees it. */
    public record Postgres(String host, int port, String superuser, String superuserPassword) {
        public String jdbcUrl(String database) {
            return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
        }

        /** A connection of the superuser's; the caller closes it. */
        public Connection connectAsSuperuser(String database) throws SQLException {
            return DriverManager.getConnection(jdbcUrl(database), superuser, superuserPassword);
        }
    }

    /** One database, as its owner sees it: the application's user, who is no superuser. */
    public record Database(String host, int port, String name, String user, String password) {
        public String jdbcUrl() {
            return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
        }

        /**
         * A connection of the owner's; the caller closes it.
         *
         * <p>JDBC brings the JVM's own zone along, over the database's: it is put back here. Other clients need nothing.
         */
        public Connection connect() throws SQLException {
            Connection connection = DriverManager.getConnection(jdbcUrl(), user, password);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET timezone = '" + SESSION_TIME_ZONE + "'");
            }
            return connection;
        }
    }

    /** The broker; it creates no topic by itself. */
    public record Kafka(String bootstrapServers) {}

    /**
     * A broker with doors of several kinds, whose certificate {@code certificate} vouches for itself.
     *
     * @param bootstrapServers open to everybody, without TLS
     * @param secured SASL with SCRAM-SHA-512 over TLS
     * @param tls TLS without SASL
     * @param mutual TLS for clients that show {@code certificate}
     * @param misnamed TLS, with the certificate {@code misnamedCertificate} of another host
     * @param keyStore what the doors show but the misnamed one; changed for another, that one is shown after a restart
     * @param key that of the certificate, PEM
     */
    public record DooredKafka(
            String bootstrapServers,
            String secured,
            String tls,
            String mutual,
            String misnamed,
            Path keyStore,
            Path certificate,
            Path key,
            Path misnamedCertificate) {}

    public static DooredKafka securedKafka() {
        return doored(ask("securedKafka"));
    }

    /** Cuts every connection. */
    public static DooredKafka restartSecuredKafka() {
        return doored(ask("restartSecuredKafka"));
    }

    private static DooredKafka doored(Map<String, String> it) {
        return new DooredKafka(
                it.getOrDefault("bootstrapServers", ""),
                it.getOrDefault("secured", ""),
                it.getOrDefault("tls", ""),
                it.getOrDefault("mutual", ""),
                it.getOrDefault("misnamed", ""),
                Path.of(it.getOrDefault("keyStore", "")),
                Path.of(it.getOrDefault("certificate", "")),
                Path.of(it.getOrDefault("key", "")),
                Path.of(it.getOrDefault("misnamedCertificate", "")));
    }

    public static Postgres postgres() {
        Map<String, String> it = ask("postgres");
        return new Postgres(
                it.getOrDefault("host", ""),
                Integer.parseInt(it.getOrDefault("port", "")),
                it.getOrDefault("superuser", ""),
                it.getOrDefault("superuserPassword", ""));
    }

    public static Kafka kafka() {
        return new Kafka(ask("kafka").getOrDefault("bootstrapServers", ""));
    }

    /**
     * A fresh, empty database owned by the application's user, whose sessions are in {@link #SESSION_TIME_ZONE}.
     *
     * @param hint whose it is, to be seen in the server's log; the name is made unique
     */
    public static Database newDatabase(String hint) {
        Postgres postgres = postgres();
        Map<String, String> application = ask("application");
        String user = application.getOrDefault("user", "");
        String readable = hint.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String name = readable.substring(0, Math.min(LONGEST_HINT, readable.length())) + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try (Connection connection = postgres.connectAsSuperuser("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name + "\" OWNER \"" + user + "\"");
            statement.execute("ALTER DATABASE \"" + name + "\" SET timezone = '" + SESSION_TIME_ZONE + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Database(postgres.host(), postgres.port(), name, user, application.getOrDefault("password", ""));
    }

    /** Asks the one holder, which the system class loader has, in types that all class loaders share. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> ask(String what) {
        try {
            return (Map<String, String>) ClassLoader.getSystemClassLoader()
                    .loadClass("io.millrace.servers.ServersOfThisJvm")
                    .getMethod(what)
                    .invoke(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a real server did not start: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
