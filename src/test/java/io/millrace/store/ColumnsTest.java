package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private static final long DAY_MILLIS = 86_400_000;

    @Test
    void aTimeIsTheSameWhateverDayTheOneBeforeWasOf() {
        long[] times = {
            0,
            -1,
            1,
            DAY_MILLIS - 1,
            DAY_MILLIS,
            -DAY_MILLIS,
            -DAY_MILLIS - 1,
            1_795_285_206_161L,
            1_795_285_206_162L,
            253_402_300_799_999L,
            0
        };

        for (long millis : times) {
            assertThat(Columns.utc(millis)).isEqualTo(Columns.utc(Instant.ofEpochMilli(millis)));
        }
    }
}
