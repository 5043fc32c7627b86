package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final FailedAttempts attempts = new FailedAttempts(100, nanos::get);

    @Test
    void afterTenWithinAMinuteEachFurtherOneDoublesTheWaitUpToAnHour() {
        tenFailures();
        long[] waits = {10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600};
        for (long wait : waits) {
            assertThat(attempts.failed("a")).isEqualTo(wait);
        }
    }

    @Test
    void fewerThanTenAMinuteAreNeverMadeToWait() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempts.failed("a")).isZero();
            pass(Duration.ofMillis(6700));
        }
    }

    @Test
    void whoHasWaitedMayTryTenTimesAndWaitsLongerTheNextTime() {
        tenFailures();
        assertThat(attempts.failed("a")).isEqualTo(10);
        pass(Duration.ofMinutes(1));
        tenFailures();
        assertThat(attempts.failed("a")).isEqualTo(20);
    }

    @Test
    void aQuietHourIsForgotten() {
        tenFailures();
        for (int i = 0; i < 20; i++) {
            attempts.failed("a");
        }
        pass(Duration.ofMinutes(61));
        tenFailures();
        assertThat(attempts.failed("a")).isEqualTo(10);
    }

    @Test
    void otherAddressesAreLeftAloneAndOnlySoManyAreRemembered() {
        tenFailures();
        assertThat(attempts.failed("b")).isZero();
        for (int i = 0; i < 1_000_000; i++) {
            attempts.failed(Integer.toString(i));
        }
        assertThat(attempts.remembered()).isEqualTo(100);
    }

    private void tenFailures() {
        for (int i = 0; i < FailedAttempts.A_MINUTE; i++) {
            assertThat(attempts.failed("a")).isZero();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
