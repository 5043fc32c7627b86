package io.millrace.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests that were refused before anybody looked at what they ask, and the connections that were closed on who asks. */
@Singleton
public class RequestMetrics {
    private final MeterRegistry registry;

    // To find it in the registry costs as much as all else of a refusal.
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Why a connection was closed. */
    public enum Closed {
        /** A request has not arrived in time, or what was asked before is not taken. */
        SLOW,
        /** It has asked too far ahead of its answers. */
        AHEAD
    }

    public void closed(Closed why) {
        registry.counter("millrace.http.closed", "reason", why.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** @param reason one of a few; never what a stranger has sent */
    public void refused(String reason) {
        refused.computeIfAbsent(reason, it -> registry.counter("millrace.http.refused", "reason", it))
                .increment();
    }
}
