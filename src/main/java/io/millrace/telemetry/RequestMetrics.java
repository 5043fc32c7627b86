package io.millrace.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts the requests that were refused before anybody looked at what they ask. */
@Singleton
public class RequestMetrics {
    private final MeterRegistry registry;

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param reason one of a few; never what a stranger has sent */
    public void refused(String reason) {
        registry.counter("millrace.http.refused", "reason", reason).increment();
    }
}
