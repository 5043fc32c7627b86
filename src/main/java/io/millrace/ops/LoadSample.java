package io.millrace.ops;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a plan comes to, without sending it.
 *
 * @param bytesAnEvent of the value, the mean of the first events
 */
record LoadSample(GeneratorPlan plan, double bytesAnEvent) {

    private static final long LOOKED_AT = 20_000;

    static LoadSample of(GeneratorPlan plan) {
        LiveEventGenerator generator = new LiveEventGenerator(plan);
        long events = 0;
        long bytes = 0;
        while (generator.hasNext() && events < LOOKED_AT) {
            GeneratedEvent event = generator.next();
            events++;
            bytes += event.value().length;
        }
        return new LoadSample(plan, events == 0 ? 0 : bytes / (double) events);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "would send %d events of %.0f bytes, %.1f MB in all, from %d rooms; they happen in %s from %s, %.0f a"
                        + " second, %d users a minute of %d; seed %d",
                plan.events(),
                bytesAnEvent,
                bytesAnEvent * plan.events() / 1e6,
                plan.rooms(),
                plan.length(),
                plan.startsAt(),
                plan.eventsPerSecond(),
                plan.usersPerMinute(),
                plan.users(),
                plan.seed());
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("events", plan.events());
        map.put("bytes_an_event", Math.round(bytesAnEvent));
        map.put("bytes", Math.round(bytesAnEvent * plan.events()));
        map.put("rooms", plan.rooms());
        map.put("starts_at", plan.startsAt().toString());
        map.put("happen_in", plan.length().toString());
        map.put("events_per_second", plan.eventsPerSecond());
        map.put("users_per_minute", plan.usersPerMinute());
        map.put("users", plan.users());
        map.put("duplicates", plan.duplicates());
        map.put("late", plan.late());
        map.put("seed", plan.seed());
        return map;
    }
}
