package io.millrace.ops.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The events of a plan, as our own reader reads them. */
record Crowded(GeneratedEvent given, LiveEvent read) {

    private static final Instant END = Instant.parse("2026-03-01T20:05:00Z");
    private static final LiveEventReader READER = new LiveEventReader(
            new AcceptedWindow(Duration.ofDays(1), Duration.ofMinutes(1)),
            RawPolicy.NONE,
            100_000,
            Clock.fixed(END, ZoneOffset.UTC));

    static GeneratorPlan plan(long events) {
        return GeneratorPlan.standard(17, events).endingAt(END);
    }

    /** Every one of them must be accepted. */
    static List<Crowded> events(GeneratorPlan plan) {
        List<Crowded> events = new ArrayList<>();
        new LiveEventGenerator(plan).forEachRemaining(it -> events.add(new Crowded(it, accepted(it))));
        return events;
    }

    private static LiveEvent accepted(GeneratedEvent event) {
        Reading<LiveEvent> reading = READER.read(event.value(), -1);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted<LiveEvent>) reading).value();
    }
}
