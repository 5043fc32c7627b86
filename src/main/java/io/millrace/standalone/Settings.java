package io.millrace.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What may be set from outside: where the data stay, the three ports, and whether and where the capture plays. */
record Settings(Path home, int httpPort, int kafkaPort, int postgresPort, String liveEventsTopic, boolean demo) {
    static final String USAGE = """
            usage: ./start.sh [--no-demo]

            Runs PostgreSQL, Kafka and Millrace on this machine, and plays a recorded capture unless told not to.
              MILLRACE_HOME        where the data stay (default ./data)
              MILLRACE_HTTP_PORT   the dashboard and the API (8080)
              MILLRACE_KAFKA_PORT  Kafka (9092)
              MILLRACE_PG_PORT     PostgreSQL (5432)
            """;

    static final String HTTP_PORT = "MILLRACE_HTTP_PORT";
    static final String KAFKA_PORT = "MILLRACE_KAFKA_PORT";
    static final String POSTGRES_PORT = "MILLRACE_PG_PORT";

    private static final int HIGHEST_PORT = 65535;

    /** The caller asked for something that does not exist; the message is one line. */
    static final class UsageFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageFailure(String message) {
            super(message);
        }
    }

    static Settings read(List<String> arguments, Map<String, String> environment) {
        arguments.stream().filter(it -> !it.equals("--no-demo")).findFirst().ifPresent(unknown -> {
            throw new UsageFailure("unknown argument: " + unknown);
        });
        Settings settings = new Settings(
                Path.of(valueOf("MILLRACE_HOME", "./data", environment))
                        .toAbsolutePath()
                        .normalize(),
                port(HTTP_PORT, "8080", environment),
                port(KAFKA_PORT, "9092", environment),
                port(POSTGRES_PORT, "5432", environment),
                valueOf("MILLRACE_INTAKE_LIVE_EVENTS_TOPIC", "tiktok.live-events", environment),
                arguments.isEmpty());
        requireDifferent(HTTP_PORT, settings.httpPort, KAFKA_PORT, settings.kafkaPort);
        requireDifferent(HTTP_PORT, settings.httpPort, POSTGRES_PORT, settings.postgresPort);
        requireDifferent(KAFKA_PORT, settings.kafkaPort, POSTGRES_PORT, settings.postgresPort);
        return settings;
    }

    private static void requireDifferent(String one, int itsPort, String other, int otherPort) {
        if (itsPort == otherPort) {
            throw new UsageFailure(one + " and " + other + " are both " + itsPort);
        }
    }

    private static int port(String variable, String byDefault, Map<String, String> environment) {
        String value = valueOf(variable, byDefault, environment);
        if (value.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= HIGHEST_PORT) {
                return port;
            }
        }
        throw new UsageFailure(variable + " is no port (1 to " + HIGHEST_PORT + "): " + value);
    }

    /** Set to nothing is not set. */
    private static String valueOf(String variable, String byDefault, Map<String, String> environment) {
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? byDefault : value.strip();
    }
}
