package io.millrace.ops.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processes.Children;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorMemoryTest {

    private static final int EVENTS = 100_000;

    @Test
    void aHighRateOfFullEventsFitsIntoASmallHeap() throws Exception {
        Process crowd =
                Children.start(new ProcessBuilder(Children.java(List.of("-Xmx64m"), Crowd.class.getName(), List.of())));

        assertThat(Children.awaitEnd(crowd, Duration.ofMinutes(2))).isTrue();
        assertThat(crowd.exitValue()).isZero();
    }

    /** A million people a minute: kept as they are written, they would take two gigabytes. */
    static final class Crowd {
        private Crowd() {}

        public static void main(String[] arguments) {
            LiveEventGenerator events = new LiveEventGenerator(GeneratorPlan.standard(1, EVENTS)
                    .withRooms(10_000)
                    .withEventsPerSecond(200_000)
                    .withUsers(100_000_000)
                    .withUsersPerMinute(1_000_000)
                    .withSize(Size.FULL)
                    .withStartsAt(Instant.parse("2026-11-01T00:00:00Z")));
            events.forEachRemaining(it -> {});
        }
    }
}
