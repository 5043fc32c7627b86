package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbesTest {
    private final Probes probes = new Probes();

    @Test
    void whoSeesANumberSeesAllLesserOnes() {
        probes.published(1, 1000);
        probes.published(2, 1050);
        probes.published(3, 1100);
        probes.seen(1, 1010);
        probes.seen(3, 1130);

        assertThat(probes.latencies(0, 2000)).containsExactly(10.0, 80.0, 30.0);
        assertThat(probes.greatestSeen()).isEqualTo(3);
    }

    @Test
    void figureThatShowsNothingNewChangesNothing() {
        probes.published(1, 1000);
        probes.seen(1, 1010);
        probes.seen(1, 1012);

        assertThat(probes.latencies(0, 2000)).containsExactly(10.0);
    }

    @Test
    void seenBeforeTheBrokersAnswerCountsAllTheSame() {
        probes.seen(1, 1010);
        probes.published(1, 1000);

        assertThat(probes.latencies(0, 2000)).containsExactly(10.0);
    }

    @Test
    void onlyThoseOfTheWindowCount() {
        probes.published(1, 999);
        probes.published(2, 1000);
        probes.published(3, 2000);
        probes.seen(3, 2100);

        assertThat(probes.latencies(1000, 2000)).containsExactly(1100.0);
        assertThat(probes.unseen(1000, 2000)).isZero();
    }

    @Test
    void whatWasNeverSeenIsCountedAndHasNoLatency() {
        probes.published(1, 1000);
        probes.published(2, 1050);
        probes.seen(1, 1010);

        assertThat(probes.latencies(0, 2000)).containsExactly(10.0);
        assertThat(probes.unseen(0, 2000)).isEqualTo(1);
    }
}
