package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void targetsAreRatiosOfMedians() {
        List<Verdict> verdicts = Verdict.of(List.of(
                summary("copy", 400_000, 0.1, 100e6),
                summary("debezium-upsert", 40_000, 15, 700e6),
                summary("debezium-upsert-unnest", 45_000, 12, 700e6),
                summary("debezium-insert-unnest-2", 70_000, 14, 700e6),
                summary("hand-written-2", 120_000, 6, 300e6),
                summary("millrace-history", 200_000, 3, 400e6),
                summary("millrace", 100_000, 5, 500e6)));

        assertThat(verdicts)
                .extracting(Verdict::figure)
                .containsExactly("0.50", "4.44", "0.25", "1.43", "0.83", "0.42", "500 MB");
        assertThat(verdicts)
                .extracting(Verdict::outcome)
                .containsExactly("met", "met", "met", "**missed**", "**missed**", "**missed**", "met");
    }

    @Test
    void targetOfSomebodyWhoDidNotRunIsNotMet() {
        List<Verdict> verdicts = Verdict.of(List.of(summary("millrace", 100_000, 5, 500e6)));

        assertThat(verdicts)
                .extracting(Verdict::outcome)
                .containsExactly(
                        "not measured",
                        "not measured",
                        "not measured",
                        "not measured",
                        "not measured",
                        "not measured",
                        "met");
    }

    @Test
    void memoryIsThatOfTheWorstRunOfBoth() {
        Verdict memory = Verdict.of(
                        List.of(summary("millrace-history", 200_000, 3, 600e6), summary("millrace", 100_000, 5, 400e6)))
                .get(6);

        assertThat(memory.isMet()).isFalse();
        assertThat(memory.figure()).isEqualTo("600 MB");
    }

    private static Summary summary(String name, double rate, double clientCpu, double peak) {
        Stretch stretch = new Stretch(1e6, 1e6 / rate, 4, clientCpu, 1);
        Run run = Run.went(name, 1, new Run.Taken(1_000_000, stretch, stretch, (long) peak, 1, 1));
        return new Summary(name, name, true, List.of(), List.of(run));
    }
}
