package io.millrace.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Leaves requests by methods that we answer to none of unmeasured: anybody may make up another one with each request, and each would be a
 * meter for good.
 */
@Singleton
public class KnownMethods implements MeterFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String method = id.getTag("method");
        return id.getName().equals("http.server.requests") && method != null && !METHODS.contains(method)
                ? MeterFilterReply.DENY
                : MeterFilterReply.NEUTRAL;
    }
}
