package io.millrace.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** How far ahead partitions stand. */
@ApplicationScoped
public class PartitionMetrics {
    private final MeterRegistry registry;

    public PartitionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param now partitions of the table that follow upon that of the present; not a number where that is not known yet */
    public void ahead(String table, Supplier<Number> now) {
        Gauge.builder("millrace.partitions.ahead", now).tag("table", table).register(registry);
    }
}
