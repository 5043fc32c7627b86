package io.millrace.bench.contenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContendersTest {
    private static final List<Contender> ALL = Contenders.all(List.of(), "256m");

    @Test
    void namesAreDistinct() {
        assertThat(ALL).extracting(Contender::name).doesNotHaveDuplicates();
    }

    @Test
    void noNamesMeanAll() {
        assertThat(Contenders.chosen(ALL, "")).isEqualTo(ALL);
    }

    @Test
    void chosenOnesKeepTheOrderOfTheTable() {
        assertThat(Contenders.chosen(ALL, "millrace, copy,hand-written*"))
                .extracting(Contender::name)
                .containsExactly("copy", "hand-written", "hand-written-2", "millrace");
    }

    @Test
    void unknownNameIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Contenders.chosen(ALL, "copy,oracle"))
                .hasMessageContaining("oracle")
                .hasMessageContaining("debezium-upsert-unnest-2");
    }

    @Test
    void tableWithoutFurtherIndexesIsCopiedIntoOnce() {
        assertThat(ALL).extracting(Contender::name).contains("copy", "copy-2").doesNotContain("copy-indexed");
    }

    @Test
    void furtherIndexesAreDroppedForTheKeyAlone() {
        List<Contender> all = Contenders.all(List.of("live_events_by_user"), "256m");

        assertThat(all)
                .filteredOn(it -> it.name().equals("copy"))
                .singleElement()
                .satisfies(it -> assertThat(it.before()).containsExactly("DROP INDEX live_events_by_user"));
        assertThat(all)
                .filteredOn(it -> it.name().equals("copy-indexed"))
                .singleElement()
                .satisfies(it -> assertThat(it.before()).isEmpty());
    }
}
