package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the file says to the service: its own part as it stands, and where the two servers are. */
final class ServiceSettings {
    /** Published everywhere; asked for here. */
    private static final String ANYWHERE = "0.0.0.0";

    private static final String LOOPBACK = "127.0.0.1";

    private ServiceSettings() {}

    static Map<String, String> of(JsonNode tree) {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "millrace.store.host", reachable(tree.at("/postgres/host")));
        put(settings, "millrace.store.port", tree.at("/postgres/port").asText());
        JsonNode replica = tree.at("/postgres/replica");
        if (replica.path("enabled").asBoolean()) {
            put(settings, "millrace.store.replica-host", reachable(tree.at("/postgres/host")));
            put(settings, "millrace.store.replica-port", replica.path("port").asText());
        }
        put(settings, "millrace.store.database", tree.at("/postgres/db").asText());
        put(settings, "millrace.store.user", tree.at("/postgres/user").asText());
        put(
                settings,
                "millrace.intake.bootstrap-servers",
                tree.at("/kafka/host").asText() + ":" + tree.at("/kafka/port").asText());
        // Last, since what is said of the service itself is meant.
        tree.path("service").properties().forEach(room -> room.getValue()
                .properties()
                .forEach(entry -> put(
                        settings,
                        "millrace." + room.getKey() + "." + entry.getKey(),
                        entry.getValue().asText())));
        return settings;
    }

    private static String reachable(JsonNode host) {
        return host.asText().equals(ANYWHERE) ? LOOPBACK : host.asText();
    }

    /** What the file does not say is left to the defaults. */
    private static void put(Map<String, String> settings, String key, String value) {
        if (!value.isEmpty()) {
            settings.put(key, value);
        }
    }
}
