package io.millrace.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.function.Supplier;

/** Counts what readers of the API cost and get. Of this process, since its start. */
@ApplicationScoped
public class ReaderMetrics {
    private final MeterRegistry registry;

    ReaderMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** By what an answer was given. */
    public enum By {
        /** It was still fresh. */
        FRESH,
        /** The row of its room had not changed. */
        SAME_ROOM,
        /** Another one asked the same at that time. */
        SHARED,
        /** The database was away. */
        STALE
    }

    /** An answer was given without a query of its own. */
    public void givenAgain(By by) {
        registry.counter("millrace.answers.given_again", "by", by.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** @param now readers of live streams that are connected */
    public void listeners(Supplier<Number> now) {
        Gauge.builder("millrace.live.listeners", now).register(registry);
    }

    /** A listener that did not read was sent away. */
    public void listenerDropped() {
        registry.counter("millrace.live.dropped").increment();
    }
}
