package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthPointTest {
    private static final List<GrowthPoint> ALL = GrowthPoint.all(List.of(1_000_000L, 10_000_000L));

    @Test
    void eachPointDiffersFromTheBaseInOneThing() {
        assertThat(ALL)
                .extracting(GrowthPoint::what)
                .containsExactly(
                        "base",
                        "1,000,000 rows stored already",
                        "10,000,000 rows stored already",
                        "10 rooms",
                        "5,000 rooms",
                        "100 users a minute",
                        "10 % duplicates",
                        "90 % duplicates");
        assertThat(ALL).extracting(GrowthPoint::name).doesNotHaveDuplicates();
    }

    @Test
    void noNamesMeanAll() {
        assertThat(GrowthPoint.chosen(ALL, "")).isEqualTo(ALL);
    }

    @Test
    void baseIsAlwaysAmongTheChosen() {
        assertThat(GrowthPoint.chosen(ALL, "duplicates*, rooms-10"))
                .extracting(GrowthPoint::name)
                .containsExactly("base", "rooms-10", "duplicates-10", "duplicates-90");
    }

    @Test
    void unknownNameIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> GrowthPoint.chosen(ALL, "stored-7"))
                .hasMessageContaining("stored-7")
                .hasMessageContaining("stored-1000000");
    }
}
