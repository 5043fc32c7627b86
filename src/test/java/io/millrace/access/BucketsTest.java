package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketsTest {
    // Not 0: a bucket must not take the beginning of time for its own.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimit limit = new RateLimit("token", 2, 5);
    private final Buckets buckets = new Buckets(limit, 100, nanos::get);

    @Test
    void theBurstIsGrantedAtOnceAndThenWhatComesBack() {
        for (int i = 0; i < 5; i++) {
            assertThat(buckets.take("a"))
                    .isEqualTo(new Allowance(limit, true, 4 - i, (long) Math.ceil((i + 1) / 2.0), 0));
        }
        assertThat(buckets.take("a")).isEqualTo(new Allowance(limit, false, 0, 3, 1));

        pass(Duration.ofMillis(499));
        assertThat(buckets.take("a").granted()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(buckets.take("a").granted()).isTrue();
        assertThat(buckets.take("a").granted()).isFalse();
    }

    @Test
    void aLongPauseGivesNoMoreThanTheBurst() {
        buckets.take("a");
        pass(Duration.ofDays(7));
        assertThat(buckets.take("a").remaining()).isEqualTo(4);
    }

    @Test
    void oneAskerTakesNothingFromAnother() {
        for (int i = 0; i < 6; i++) {
            buckets.take("a");
        }
        assertThat(buckets.take("b").granted()).isTrue();
    }

    @Test
    void aMillionAddressesTakeNoMoreMemoryThanSoMany() {
        for (int i = 0; i < 1_000_000; i++) {
            buckets.take(Integer.toString(i));
        }
        assertThat(buckets.remembered()).isEqualTo(100);
    }

    @Test
    void whoAsksOnIsNotForgottenForOthersWhoAskedOnce() {
        for (int i = 0; i < 5; i++) {
            buckets.take("busy");
        }
        for (int i = 0; i < 1000; i++) {
            buckets.take(Integer.toString(i));
            assertThat(buckets.take("busy").granted()).isFalse();
        }
    }

    @Test
    void policyAndStateAreWrittenAsTheHeadersHaveThem() {
        assertThat(limit.policy()).isEqualTo("\"token\";q=5;w=3");
        assertThat(buckets.take("a").state()).isEqualTo("\"token\";r=4;t=1");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
