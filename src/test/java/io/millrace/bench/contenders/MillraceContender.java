package io.millrace.bench.contenders;

import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The service as it is built.
 *
 * @param heap as {@code -Xmx} takes it
 */
record MillraceContender(boolean figures, String heap) implements Contender {
    static final String PROFILES = "bench.profile-stats";

    @Override
    public String name() {
        return figures ? "millrace" : "millrace-history";
    }

    @Override
    public String what() {
        return figures ? "Millrace, every figure" : "Millrace, history alone";
    }

    @Override
    public List<String> tuning() {
        return List.of(
                "as it comes, reading envelopes, with the options of ./millrace serve and -Xmx" + heap,
                figures
                        ? "keeps every figure of every room, minute, day, user and streak, in the transaction of the rows"
                        : "millrace.store.figures=false: the events, each once, and the ledger",
                "millrace.intake.accepted-past reaches back to the day of the load");
    }

    // Whether it does what its name says: a setting that it did not know would change nothing, and the table would not
    // tell.
    @Override
    public String complaint(long events) {
        return figures
                ? "SELECT CASE WHEN sum(events) IS DISTINCT FROM " + events
                        + " THEN 'its figures know of ' || coalesce(sum(events), 0) || ' events' END FROM live_streams"
                : "SELECT CASE WHEN EXISTS (SELECT FROM live_participants) THEN 'it keeps figures all the same' END";
    }

    @Override
    public ProcessBuilder client(Bout bout) throws IOException {
        return service(
                bout.postgres(),
                bout.database(),
                bout.bootstrapServers(),
                Load.ENVELOPES,
                bout.group(),
                Children.freePort(),
                heap,
                figures);
    }

    /** The service as it is built, reading this topic from its start. */
    static ProcessBuilder service(
            PostgresServer postgres,
            String database,
            String bootstrapServers,
            String topic,
            String group,
            int httpPort,
            String heap,
            boolean figures) {
        ProcessBuilder builder = new ProcessBuilder(
                PeerLibraries.java(),
                "-Xmx" + heap,
                "-Xmn160m",
                "-XX:SurvivorRatio=3",
                "-XX:+UseSerialGC",
                "-jar",
                program().toString());
        environment(builder.environment(), postgres, database);
        builder.environment()
                .putAll(Map.of(
                        "MILLRACE_HTTP_PORT",
                        String.valueOf(httpPort),
                        "MILLRACE_INTAKE_BOOTSTRAP_SERVERS",
                        bootstrapServers,
                        "MILLRACE_INTAKE_LIVE_EVENTS_TOPIC",
                        topic,
                        "MILLRACE_INTAKE_PROFILE_STATS_TOPIC",
                        PROFILES,
                        "MILLRACE_INTAKE_ACCEPTED_PAST",
                        "P3650D",
                        "MILLRACE_STORE_FIGURES",
                        String.valueOf(figures),
                        "MP_MESSAGING_INCOMING_LIVE_EVENTS_GROUP_ID",
                        group,
                        "MP_MESSAGING_INCOMING_PROFILE_STATS_GROUP_ID",
                        group + "-profiles"));
        return builder;
    }

    /** Of the operator's command as well. */
    static void environment(Map<String, String> environment, PostgresServer postgres, String database) {
        environment.keySet().removeIf(name -> name.startsWith("MILLRACE_") || name.startsWith("QUARKUS_"));
        environment.putAll(Map.of(
                "MILLRACE_STORE_HOST",
                "127.0.0.1",
                "MILLRACE_STORE_PORT",
                String.valueOf(postgres.port()),
                "MILLRACE_STORE_DATABASE",
                database,
                "MILLRACE_STORE_USER",
                PostgresServer.USER,
                "MILLRACE_STORE_PASSWORD",
                PostgresServer.PASSWORD));
    }

    static Path program() {
        return Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    }
}
