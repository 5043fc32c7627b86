package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Readers that accept every time, and short ways to read with them. */
final class Readings {

    static final AcceptedWindow ANY_TIME = new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(36_500));
    static final int MAX_BYTES = 1 << 20;
    static final long RECORD_TIMESTAMP = 1_763_600_000_777L;

    static final LiveEventReader EVENTS = events(RawPolicy.NONE);
    static final ProfileReader PROFILES = new ProfileReader(ANY_TIME, MAX_BYTES, Clock.systemUTC());

    private Readings() {}

    static LiveEventReader events(RawPolicy raw) {
        return new LiveEventReader(ANY_TIME, raw, MAX_BYTES, Clock.systemUTC());
    }

    static Reading<LiveEvent> read(String json) {
        return EVENTS.read(json.getBytes(StandardCharsets.UTF_8), RECORD_TIMESTAMP);
    }

    static LiveEvent event(String json) {
        return accepted(read(json));
    }

    static LiveEvent event(String type, String payload) {
        return event(envelope(type, payload));
    }

    static Reading.Refused<LiveEvent> refusal(String type, String payload) {
        return refused(read(envelope(type, payload)));
    }

    static String envelope(String type, String payload) {
        return """
                {"source": "test", "room_id": "7449000000000000001", "captured_at": 1763600000123, "type": "%s", "payload": %s}""".formatted(type, payload);
    }

    static List<LiveEvent> sample(String name) {
        return Samples.file(name).stream()
                .map(value -> accepted(EVENTS.read(value, RECORD_TIMESTAMP)))
                .toList();
    }

    static Reading<ProfileSnapshot> readProfile(String key, String json) {
        return PROFILES.read(
                key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8), RECORD_TIMESTAMP);
    }

    static ProfileSnapshot profile(String json) {
        return accepted(readProfile("", json));
    }

    static <T> T accepted(Reading<T> reading) {
        if (reading instanceof Reading.Accepted<T> accepted) {
            return accepted.value();
        }
        return Assertions.fail("not accepted: " + reading);
    }

    static <T> Reading.Refused<T> refused(Reading<T> reading) {
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        return (Reading.Refused<T>) reading;
    }
}
