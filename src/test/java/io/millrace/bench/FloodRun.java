package io.millrace.bench;

import io.millrace.access.Token;
import io.millrace.bench.load.Load;
import io.millrace.bench.load.PacedLoad;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.report.Machine;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether those who ask far beyond their limits do harm to intake, and to a few dashboards that keep within theirs: a window without them,
 * one with them, and one without them again, on one service that asks for tokens.
 */
final class FloodRun {
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);
    private static final int LOG_FILES = 60;
    private static final int BEFORE_SECRET = "mr_12345678_".length();
    private static final int WORST_ALLOWED = 499;

    private final FloodOptions options;
    private final List<String> rows = new ArrayList<>();
    private long failed;

    private FloodRun(FloodOptions options) {
        this.options = options;
    }

    static FloodRun of(FloodOptions options) {
        return new FloodRun(options);
    }

    /**
     * What a run is judged by.
     *
     * @param received events a second: before, while and after
     * @param statuses how often each was answered to those beyond their limits
     * @param failed questions of the dashboards that were not answered as they should
     */
    record Result(List<Double> received, Map<Integer, Long> statuses, long failed) {
        /** Answers that nobody may be given, however much he asks. */
        long wrong() {
            return statuses.entrySet().stream()
                    .filter(each -> each.getKey() > WORST_ALLOWED)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    Result run() throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Stage stage = Stage.open(options.output(), options.servers())) {
            Databases databases = stage.databases();
            stage.postgres().leaveLogFiles(LOG_FILES);
            String topic = "bench.flood";
            String database = "bench_flood";
            Path own = Files.createDirectories(stage.directory().resolve("flood"));
            stage.broker().createStampingTopic(topic, Load.PARTITIONS);
            databases.create(database, List.of());
            String dashboards = token(stage, database, "admin");
            String greedy = token(stage, database, "read");
            try (Service service =
                    stage.service(database, topic, options.heap(), own, Map.of("MILLRACE_ACCESS_REQUIRED", "true"))) {
                service.show(dashboards);
                service.awaitReady();
                Process load = Children.start(PacedLoad.process(
                                stage.broker().bootstrapServers(),
                                topic,
                                options.seed(),
                                options.dashboards(),
                                options.rate(),
                                options.load())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                own.resolve("load.log").toFile())));
                try {
                    return windows(stage, service, dashboards, greedy);
                } finally {
                    Children.kill(load);
                }
            } finally {
                Machine machine = Machine.here(stage.postgres(), stage.servers());
                Files.writeString(stage.directory().resolve("flood.md"), report(machine));
            }
        }
    }

    private static String token(Stage stage, String database, String scope) throws SQLException {
        Token token = Token.fresh(new SecureRandom());
        stage.postgres()
                .execute(
                        database,
                        "INSERT INTO api_tokens (id, team, scopes, secret_hash, created_at) VALUES ('" + token.id()
                                + "', 'bench', ARRAY['" + scope + "'], sha256('"
                                + token.text().substring(BEFORE_SECRET) + "'), now())");
        return token.text();
    }

    private Result windows(Stage stage, Service service, String dashboards, String greedy) throws IOException {
        List<Long> rooms = Rooms.with(service, options.dashboards());
        List<Double> received = new ArrayList<>();
        try (PollingDashboards polling = PollingDashboards.start(service.root(), rooms, dashboards)) {
            Children.hold(options.warmUp());
            received.add(polled("nobody else asks", stage, service, polling, null));
            Map<Integer, Long> statuses;
            try (Flood flood = Flood.start(service.root(), options.requests(), greedy)) {
                Children.hold(SETTLES_WITHIN);
                received.add(polled(
                        String.format(Locale.ROOT, "%,.0f/s beyond the limits", options.requests()),
                        stage,
                        service,
                        polling,
                        flood));
                statuses = flood.statuses();
            }
            Children.hold(SETTLES_WITHIN);
            received.add(polled("nobody else asks again", stage, service, polling, null));
            return new Result(received, statuses, failed);
        }
    }

    private double polled(String what, Stage stage, Service service, PollingDashboards polling, @Nullable Flood flood)
            throws IOException {
        polling.forget();
        if (flood != null) {
            flood.forget();
        }
        Window window = Window.measured(stage, service, options.window());
        Percentiles millis = Percentiles.of(polling.millis());
        failed += polling.failed();
        String seen = String.format(
                Locale.ROOT,
                "dashboards: p50 %.1f, p99 %.1f, max %.0f ms, %d failed",
                millis.p50(),
                millis.p99(),
                millis.max(),
                polling.failed());
        if (flood != null) {
            long answered = flood.statuses().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            seen += String.format(
                    Locale.ROOT,
                    "; beyond: %,.0f/s answered, by status %s, %d lost",
                    answered / window.seconds(),
                    flood.statuses(),
                    flood.lost());
        }
        String row = window.row(what, seen);
        rows.add(row);
        Stage.say(row);
        return window.received();
    }

    private String report(Machine machine) {
        return "# Beyond the limits\n\n`" + options.command() + "`, " + machine.at() + ", commit " + machine.commit()
                + ".\n\n" + Window.HEADER + String.join("\n", rows) + "\n";
    }
}
