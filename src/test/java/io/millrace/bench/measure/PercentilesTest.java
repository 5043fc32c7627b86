package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void ofAHundredTheNinetyNinthIsTheLastButOne() {
        double[] values =
                IntStream.rangeClosed(1, 100).mapToDouble(it -> 101 - it).toArray();

        assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(100, 50, 90, 99, 100));
    }

    @Test
    void ofTenTheNinetiethIsTheNinth() {
        assertThat(Percentiles.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).isEqualTo(new Percentiles(10, 5, 9, 10, 10));
    }

    @Test
    void oneValueIsAllOfThem() {
        assertThat(Percentiles.of(7)).isEqualTo(new Percentiles(1, 7, 7, 7, 7));
    }

    @Test
    void noValuesHaveNoPercentiles() {
        assertThatThrownBy(() -> Percentiles.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
