package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StretchTest {
    @Test
    void whatHappensBeforeThirtyPercentIsLeftOut() {
        // Ten seconds of start, then 10 % a second.
        List<Sample> samples =
                List.of(new Sample(0, 0, 0, 0, 0), new Sample(10, 0, 1, 20, 0), new Sample(20, 1000, 11, 25, 2));

        Stretch stretch = Stretch.measured(samples, 2_000_000);

        assertThat(stretch.seconds()).isCloseTo(6.8, within(1e-9));
        assertThat(stretch.rowsPerSecond()).isCloseTo(200_000, within(1e-6));
        assertThat(stretch.postgresPerMillion()).isCloseTo(6.8 / 1.36, within(1e-9));
        assertThat(stretch.clientPerMillion()).isCloseTo(3.4 / 1.36, within(1e-9));
        assertThat(stretch.brokerPerMillion()).isCloseTo(1.36 / 1.36, within(1e-9));
    }

    @Test
    void whatTheTableHeldBeforeIsNoProgress() {
        List<Sample> samples = List.of(new Sample(0, 500, 0, 0, 0), new Sample(10, 1500, 0, 0, 0));

        assertThat(Stretch.measured(samples, 1000).seconds()).isCloseTo(6.8, within(1e-9));
    }

    @Test
    void wholeRunHasTheStartInIt() {
        List<Sample> samples =
                List.of(new Sample(0, 0, 0, 0, 0), new Sample(10, 0, 1, 20, 0), new Sample(20, 1000, 11, 25, 2));

        assertThat(Stretch.whole(samples, 1000)).isEqualTo(new Stretch(1000, 20, 11, 25, 2));
    }

    @Test
    void runInWhichNothingMovesIsNoRun() {
        List<Sample> samples = List.of(new Sample(0, 7, 0, 0, 0), new Sample(1, 7, 0, 0, 0));

        assertThatThrownBy(() -> Stretch.measured(samples, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
