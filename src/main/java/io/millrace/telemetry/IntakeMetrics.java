package io.millrace.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what intake does. Every counter is of this process since its start; the books in the database are for good. */
@ApplicationScoped
public class IntakeMetrics {
    // A producer that invents type names must not be able to fill the memory of whoever scrapes us.
    private static final int MOST_TYPE_NAMES = 200;
    private static final String OTHER_NAMES = "(further names)";

    private final MeterRegistry registry;
    private final DeadLetterAlarms alarms;
    private final Set<String> typeNames = ConcurrentHashMap.newKeySet();

    @Inject
    public IntakeMetrics(MeterRegistry registry, AlarmLimits limits) {
        this(registry, limits, Clock.systemUTC());
    }

    /** Counts, and never rings. */
    public IntakeMetrics(MeterRegistry registry) {
        this(registry, AlarmLimits.NEVER);
    }

    IntakeMetrics(MeterRegistry registry, AlarmLimits limits, Clock clock) {
        this.registry = registry;
        this.alarms = new DeadLetterAlarms(registry, limits, clock);
    }

    /** A batch of this topic was committed with this account. */
    public void committed(String topic, long received, long stored, long duplicate, long deadLettered) {
        add("millrace.records.received", topic, received);
        add("millrace.records.stored", topic, stored);
        add("millrace.records.duplicate", topic, duplicate);
        add("millrace.records.dead_lettered", topic, deadLettered);
        alarms.committed(topic, received, deadLettered);
    }

    /** So many dead letters of this reason were committed. */
    public void deadLettered(String topic, String reason, long letters) {
        registry.counter("millrace.dead_letters", "topic", topic, "reason", reason)
                .increment(letters);
    }

    /** Time has passed: an alarm may be over although nothing was committed. */
    public void lookAtAlarms() {
        alarms.look();
    }

    /** An event of type {@code other} was read; a rising count of one name is how a change of protocol shows. */
    public void otherType(String typeName) {
        boolean known = typeNames.contains(typeName) || (typeNames.size() < MOST_TYPE_NAMES && typeNames.add(typeName));
        registry.counter("millrace.events.other_type", "type_name", known ? typeName : OTHER_NAMES)
                .increment();
    }

    /**
     * The records that were taken for a transaction are all written, or given up.
     *
     * @param records of all its Kafka partitions
     * @param duration since they were taken: reading, all tries and the waits between them; how long they waited for a writer before is not
     *     in it
     */
    public void batch(String topic, int records, Duration duration) {
        Timer.builder("millrace.batch.duration")
                .tag("topic", topic)
                .register(registry)
                .record(duration);
        registry.summary("millrace.batch.records", "topic", topic).record(records);
    }

    /** A batch was tried again because of a fault of this kind. */
    public void retried(String topic, String fault) {
        registry.counter("millrace.batch.retries", "topic", topic, "fault", fault)
                .increment();
    }

    /** Offsets that Kafka no longer had: what lies between them was never received. */
    public void gap(String topic, long offsets) {
        add("millrace.offsets.missing", topic, offsets);
    }

    /**
     * What of intake stands still now.
     *
     * @param paused partitions, topics or brokers with a reason, as readiness tells them
     * @param stopped partitions that wait for an operator's decision
     */
    public void standing(Supplier<Number> paused, Supplier<Number> stopped) {
        Gauge.builder("millrace.intake.paused", paused).register(registry);
        Gauge.builder("millrace.intake.stopped", stopped).register(registry);
    }

    private void add(String name, String topic, long count) {
        registry.counter(name, "topic", topic).increment(count);
    }
}
