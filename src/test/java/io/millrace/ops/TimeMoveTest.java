package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeMoveTest {

    private static final long[] MOMENTS = {3_000, 1_000, 2_000, 602_000, 603_000};

    @Test
    void distancesStayAsTheyAre() {
        TimeMove time = TimeMove.of(MOMENTS, null, 1).startingAt(5_000_000);

        assertThat(moved(time, 1_000, 3_000, 603_000, -9_000))
                .containsExactly(5_000_000, 5_002_000, 5_602_000, 4_990_000);
    }

    @Test
    void theLastLineIsAtTheMomentItIsToEndAt() {
        TimeMove time = TimeMove.of(MOMENTS, Duration.ofSeconds(2), 1).endingAt(5_000_000);

        assertThat(moved(time, 603_000, 602_000, 3_000)).containsExactly(5_000_000, 4_999_000, 4_997_000);
    }

    @Test
    void aLongerSilenceIsCutToTheBoundAndAShorterOneIsNot() {
        TimeMove time = TimeMove.of(MOMENTS, Duration.ofSeconds(2), 1).startingAt(0);

        assertThat(moved(time, 1_000, 2_000, 3_000, 602_000, 603_000, 700_000))
                .containsExactly(0, 1_000, 2_000, 4_000, 5_000, 102_000);
    }

    @Test
    void noTwoMomentsSwapInsideDeadAir() {
        TimeMove time = TimeMove.of(MOMENTS, Duration.ofSeconds(2), 3).startingAt(0);

        assertThat(LongStream.range(-1_000, 700_000).map(time::move).toArray()).isSorted();
    }

    @Test
    void twiceAsFastHalvesDistances() {
        TimeMove time = TimeMove.of(MOMENTS, null, 2).startingAt(10_000);

        assertThat(moved(time, 1_000, 2_000, 603_000)).containsExactly(10_000, 10_500, 311_000);
    }

    private static long[] moved(TimeMove time, long... moments) {
        return LongStream.of(moments).map(time::move).toArray();
    }
}
