package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcStatTest {
    private static final String BEHIND_THE_NAME =
            " S 1 17 17 0 -1 4194560 3100 52000 11 22 340 120 9000 1500 20 0 1 0 1234 250000000 3500 18446744073709551615 1 1 0\n";

    @Test
    void ticksAreThoseOfTheProcessAndOfItsEndedChildren() {
        assertThat(ProcStat.parse("4711 (postgres)" + BEHIND_THE_NAME)).isEqualTo(new ProcStat(460, 10_500));
    }

    @Test
    void blanksAndBracketsInTheNameMoveNothing() {
        assertThat(ProcStat.parse("4711 (a) b (c) 9 9)" + BEHIND_THE_NAME)).isEqualTo(new ProcStat(460, 10_500));
    }

    @Test
    void anythingElseIsNamed() {
        assertThatThrownBy(() -> ProcStat.parse("nothing")).hasMessageContaining("nothing");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ownProcessHasUsedTime() {
        assertThat(ProcStat.of(ProcessHandle.current().pid()))
                .hasValueSatisfying(it -> assertThat(it.own()).isPositive());
    }

    @Test
    void processThatIsGoneHasNone() {
        assertThat(ProcStat.of(Integer.MAX_VALUE)).isEmpty();
    }
}
