package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchWindowTest {
    private static final BatchTotals BEFORE = new BatchTotals(10, 1000, 1, 400, 0.25);

    @Test
    void meansAreOfTheWindowAlone() {
        BatchWindow window = BatchWindow.between(BEFORE, new BatchTotals(30, 2000, 1.5, 400, 0.25));

        assertThat(window.batches()).isEqualTo(20);
        assertThat(window.meanRecords()).isEqualTo(50);
        assertThat(window.meanMillis()).isEqualTo(25);
    }

    @Test
    void maximumThatHasRisenIsOfTheWindow() {
        BatchWindow window = BatchWindow.between(BEFORE, new BatchTotals(30, 2000, 1.5, 800, 0.5));

        assertThat(window.most()).isEqualTo(new BatchWindow.Most(800, true));
        assertThat(window.slowest()).isEqualTo(new BatchWindow.Most(500, true));
    }

    @Test
    void maximumThatHasNotRisenIsABound() {
        BatchWindow window = BatchWindow.between(BEFORE, new BatchTotals(30, 2000, 1.5, 400, 0.125));

        assertThat(window.most()).isEqualTo(new BatchWindow.Most(400, false));
        assertThat(window.slowest()).isEqualTo(new BatchWindow.Most(250, false));
    }

    @Test
    void windowWithoutABatchHasNoMean() {
        assertThat(BatchWindow.between(BEFORE, BEFORE).meanRecords()).isNaN();
    }
}
