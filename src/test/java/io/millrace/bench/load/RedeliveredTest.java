package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedeliveredTest {
    @Test
    void nineInTenHaveBeenThereBefore() {
        List<GeneratedEvent> all = all(7);

        assertThat(all).hasSize(5_000);
        Set<String> known = new HashSet<>();
        for (GeneratedEvent event : all) {
            assertThat(known.add(new String(event.value(), StandardCharsets.UTF_8)))
                    .isEqualTo(!event.duplicate());
        }
        assertThat(known).hasSize(500);
    }

    @Test
    void sameSeedGivesTheSameRecords() {
        assertThat(all(7))
                .extracting(GeneratedEvent::value)
                .containsExactlyElementsOf(
                        all(7).stream().map(GeneratedEvent::value).toList());
    }

    private static List<GeneratedEvent> all(long seed) {
        List<GeneratedEvent> all = new ArrayList<>();
        new Redelivered(
                        new LiveEventGenerator(GeneratorPlan.standard(1, 500)
                                .withDuplicates(0)
                                .withStartsAt(Instant.parse("2026-11-01T00:00:00Z"))),
                        seed)
                .forEachRemaining(all::add);
        return all;
    }
}
