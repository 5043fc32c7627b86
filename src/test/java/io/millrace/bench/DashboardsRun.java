package io.millrace.bench;

import io.millrace.bench.load.Load;
import io.millrace.bench.load.PacedLoad;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.report.Machine;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What many dashboards cost while events are taken in at a steady rate: windows without and with them in turns, on one service; then one with
 * listeners.
 */
final class DashboardsRun {
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);
    private static final Duration LISTENERS_WITHIN = Duration.ofSeconds(90);
    private static final int LOG_FILES = 150;

    private final DashboardsOptions options;
    private final List<String> rows = new ArrayList<>();

    private DashboardsRun(DashboardsOptions options) {
        this.options = options;
    }

    static DashboardsRun of(DashboardsOptions options) {
        return new DashboardsRun(options);
    }

    /**
     * What a run is judged by.
     *
     * @param received events a second, in all windows of a kind
     */
    record Result(
            List<Double> received, List<Double> receivedWithDashboards, List<Double> p99, long failed, int lost) {}

    Result run() throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Stage stage = Stage.open(options.output(), options.servers())) {
            Databases databases = stage.databases();
            stage.postgres().leaveLogFiles(LOG_FILES);
            String topic = "bench.dashboards";
            Path own = Files.createDirectories(stage.directory().resolve("dashboards"));
            stage.broker().createStampingTopic(topic, Load.PARTITIONS);
            databases.create("bench_dashboards", List.of());
            try (Service service = stage.service("bench_dashboards", topic, options.heap(), own)) {
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
                    return windows(stage, service);
                } finally {
                    Children.kill(load);
                }
            } finally {
                Machine machine = Machine.here(stage.postgres(), stage.servers());
                Files.writeString(stage.directory().resolve("dashboards.md"), report(machine));
            }
        }
    }

    private Result windows(Stage stage, Service service) throws IOException {
        Result result = new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0, 0);
        List<Long> rooms = Rooms.with(service, options.dashboards());
        Children.hold(options.warmUp());
        // The first answers are slow on both sides, which are started once and then run for weeks.
        try (PollingDashboards warming = PollingDashboards.start(service.root(), rooms, null)) {
            Children.hold(options.warmUp().dividedBy(2));
            Stage.say(warming.millis().size() + " answers to warm up");
        }
        long failed = 0;
        for (int round = 0; round < options.rounds(); round++) {
            Window alone = Window.measured(stage, service, options.window());
            result.received().add(alone.received());
            say("nobody asks", alone, "");
            try (PollingDashboards dashboards = PollingDashboards.start(service.root(), rooms, null)) {
                Children.hold(SETTLES_WITHIN);
                dashboards.forget();
                Window polled = Window.measured(stage, service, options.window());
                Percentiles millis = Percentiles.of(dashboards.millis());
                result.receivedWithDashboards().add(polled.received());
                result.p99().add(millis.p99());
                failed += dashboards.failed();
                say(
                        rooms.size() + " dashboards",
                        polled,
                        String.format(
                                Locale.ROOT,
                                "%,.0f/s: p50 %.1f, p90 %.1f, p99 %.1f, max %.0f ms; %.0f %% were 304, %d failed",
                                millis.count() / polled.seconds(),
                                millis.p50(),
                                millis.p90(),
                                millis.p99(),
                                millis.max(),
                                100.0 * dashboards.unchanged() / Math.max(1, millis.count()),
                                dashboards.failed()));
            }
        }
        int lost = listeners(stage, service, rooms);
        return new Result(result.received(), result.receivedWithDashboards(), result.p99(), failed, lost);
    }

    private int listeners(Stage stage, Service service, List<Long> rooms) throws IOException {
        long before = resident(service);
        try (Listeners listeners = Listeners.start(service.root(), rooms, options.listeners())) {
            Children.until(LISTENERS_WITHIN, () -> listeners.connected() + listeners.gone() >= options.listeners());
            Children.hold(SETTLES_WITHIN);
            long first = resident(service);
            long bytes = listeners.bytes();
            Window heard = Window.measured(stage, service, options.window());
            long last = resident(service);
            say(
                    options.listeners() + " listeners",
                    heard,
                    String.format(
                            Locale.ROOT,
                            "%d connected, %d lost; %.1f MB/s; resident %.0f MB before, %.0f MB at first, %.0f MB at last",
                            listeners.connected(),
                            listeners.gone(),
                            (listeners.bytes() - bytes) / heard.seconds() / 1e6,
                            before / 1e6,
                            first / 1e6,
                            last / 1e6));
            return listeners.gone();
        }
    }

    private static long resident(Service service) {
        return service.tree().residentBytes();
    }

    private void say(String what, Window window, String readers) {
        String row = window.row(what, readers);
        rows.add(row);
        Stage.say(row);
    }

    private String report(Machine machine) {
        return "# Dashboards\n\n`" + options.command() + "`, " + machine.at() + ", commit " + machine.commit() + ".\n\n"
                + Window.HEADER + String.join("\n", rows) + "\n";
    }
}
