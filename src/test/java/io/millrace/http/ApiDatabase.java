package io.millrace.http;

import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;

/** A database of its own for the service under test, in a JVM whose zone is neither UTC nor a whole hour away. */
public class ApiDatabase implements QuarkusTestResourceLifecycleManager {
    private final RealServers.Database database = RealServers.newDatabase("api");

    @Override
    public Map<String, String> start() {
        TimeZone.setDefault(TimeZone.getTimeZone(RealServers.SESSION_TIME_ZONE));
        Map<String, String> settings = new HashMap<>();
        settings.put("millrace.store.host", database.host());
        settings.put("millrace.store.port", String.valueOf(database.port()));
        settings.put("millrace.store.database", database.name());
        settings.put("millrace.store.user", database.user());
        settings.put("millrace.store.password", database.password());
        settings.put("quarkus.http.test-port", "0");
        // Only what answers: nothing but the test's own rows may be in the database.
        settings.put("millrace.intake.enabled", "false");
        // Nor may a timer make partitions beside those of world.sql.
        settings.put("quarkus.scheduler.enabled", "false");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(new World(database), field -> field.getType().equals(World.class));
    }

    @Override
    public void stop() {}

    /** What stands in the database. */
    public static final class World {
        private final RealServers.Database database;

        World(RealServers.Database database) {
            this.database = database;
        }

        /** Puts the rows of world.sql in place of whatever is there. */
        public void reset() {
            execute(resource("world.sql"));
        }

        public void execute(String sql) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
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

        private static void asSuperuser(String sql) {
            try (Connection connection = RealServers.postgres().connectAsSuperuser("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String resource(String name) {
            try (InputStream in = Objects.requireNonNull(ApiDatabase.class.getResourceAsStream(name))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
