package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * What was measured from one moment to another, while events were taken in at a steady rate.
 *
 * @param received events a second that came into the books
 * @param lag at its end
 * @param service cores that were in use, likewise those of PostgreSQL and of whoever asks
 */
record Window(double seconds, double received, double lag, double service, double postgres, double readers) {
    /** Of the table that {@link #row} is one of. */
    static final String HEADER =
            "| | events/s in the books | lag at the end | cores: service | PostgreSQL | readers | what readers saw |\n"
                    + "|---|---:|---:|---:|---:|---:|---|\n";

    static Window measured(Stage stage, Service service, Duration length) throws IOException {
        ProcessTree postgres = new ProcessTree(stage.postgres().process());
        double postgresBefore = postgres.cpuSeconds();
        double serviceBefore = service.tree().cpuSeconds();
        double readersBefore = ownCpu();
        long begun = System.nanoTime();
        long receivedBefore = books(service).get("received").asLong();
        Children.hold(length);
        JsonNode totals = books(service);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Window(
                seconds,
                (totals.get("received").asLong() - receivedBefore) / seconds,
                totals.get("lag").asDouble(),
                (service.tree().cpuSeconds() - serviceBefore) / seconds,
                (postgres.cpuSeconds() - postgresBefore) / seconds,
                (ownCpu() - readersBefore) / seconds);
    }

    private static JsonNode books(Service service) throws IOException {
        return service.get("/api/v1/ingest").json().get("totals");
    }

    private static double ownCpu() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    String row(String what, String readersSaw) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %.2f | %.2f | %.2f | %s |",
                what,
                received,
                lag,
                service,
                postgres,
                readers,
                readersSaw);
    }
}
