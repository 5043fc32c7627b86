package io.millrace.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The questions that are on their way, at most one of a kind. As many as requests are open, which bounds them. */
@Singleton
class Flights {
    private static final String KEY = Flight.class.getName();

    private final Map<Question, Flight> underway = new ConcurrentHashMap<>();

    /** That of whoever asks the same already, else this one. */
    Flight joinOrBegin(Flight mine) {
        return underway.computeIfAbsent(mine.question(), question -> mine);
    }

    /** From here on the request leads it; whatever becomes of the request, nobody waits for ever. */
    void ledBy(RoutingContext request, Flight flight) {
        request.put(KEY, flight);
        request.addEndHandler(ended -> end(flight, null));
    }

    /** What this request leads; null where it leads nothing. */
    @Nullable
    Flight ledBy(RoutingContext request) {
        return request.get(KEY);
    }

    /** Tells everybody who waits; the second time, nobody does. */
    void end(Flight flight, @Nullable Outcome outcome) {
        underway.remove(flight.question(), flight);
        flight.end(outcome);
    }
}
