package io.millrace.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The alarm of each topic, and its two gauges. They appear with the topic's first batch. */
final class DeadLetterAlarms {
    private final MeterRegistry registry;
    private final AlarmLimits limits;
    private final Clock clock;
    private final Map<String, DeadLetterAlarm> alarms = new ConcurrentHashMap<>();

    DeadLetterAlarms(MeterRegistry registry, AlarmLimits limits, Clock clock) {
        this.registry = registry;
        this.limits = limits;
        this.clock = clock;
    }

    void committed(String topic, long received, long deadLettered) {
        alarms.computeIfAbsent(topic, this::registered).committed(received, deadLettered);
    }

    void look() {
        alarms.values().forEach(DeadLetterAlarm::rings);
    }

    private DeadLetterAlarm registered(String topic) {
        DeadLetterAlarm alarm = new DeadLetterAlarm(topic, limits, clock);
        Gauge.builder("millrace.dead_letters.share", alarm, DeadLetterAlarm::share)
                .tag("topic", topic)
                .register(registry);
        Gauge.builder("millrace.dead_letters.alarm", alarm, it -> it.rings() ? 1 : 0)
                .tag("topic", topic)
                .register(registry);
        return alarm;
    }
}
