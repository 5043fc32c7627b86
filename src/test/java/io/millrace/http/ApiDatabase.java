package io.millrace.http;

import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
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
        settings.put("millrace.http.names", "dashboards.test");
        // A test changes rows and looks again at once.
        settings.put("millrace.http.fresh-for", "PT0S");
        settings.put("millrace.http.stale-for", "PT0S");
        return settings;
    }

    @Override
    public void stop() {}
}
