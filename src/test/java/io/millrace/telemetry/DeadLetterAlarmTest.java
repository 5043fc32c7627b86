package io.millrace.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterAlarmTest {
    private static final String TOPIC = "tiktok.live-events";
    private static final AlarmLimits LIMITS = new AlarmLimits(0.01, Duration.ofMinutes(5), 100);

    private final MovedClock clock = new MovedClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IntakeMetrics metrics = new IntakeMetrics(registry, LIMITS, clock);
    private final Log log = new Log();

    @BeforeEach
    void listen() {
        Logger.getLogger(DeadLetterAlarm.class.getName()).addHandler(log);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger(DeadLetterAlarm.class.getName()).removeHandler(log);
    }

    @Test
    void oneBadRecordOfOneDoesNotRing() {
        committed(1, 1);

        assertThat(share()).isEqualTo(1);
        assertThat(alarm()).isZero();
        assertThat(log.lines).isEmpty();
    }

    @Test
    void ringsAboveTheLimitAndNotAtIt() {
        committed(1000, 10);
        assertThat(alarm()).isZero();

        committed(1, 1);

        assertThat(alarm()).isEqualTo(1);
        assertThat(share()).isEqualTo(11.0 / 1001);
    }

    @Test
    void aRiseAndAFallAreSaidOnceEach() {
        committed(100, 50);
        committed(100, 50);
        clock.move(Duration.ofMinutes(1));
        committed(100, 50);
        assertThat(alarm()).isEqualTo(1);

        for (int i = 0; i < 6; i++) {
            clock.move(Duration.ofMinutes(1));
            committed(1000, 0);
        }

        assertThat(alarm()).isZero();
        assertThat(log.lines)
                .containsExactly(
                        "WARN too many dead letters: topic=tiktok.live-events dead_letters=50 records=100 window=PT5M",
                        "INFO dead letters are within the limit again: topic=tiktok.live-events dead_letters=0 records=5000 window=PT5M");
    }

    @Test
    void isOverWhenTheWindowHasPassedAlthoughNothingCameAnyMore() {
        committed(100, 100);
        clock.move(Duration.ofMinutes(4).plusSeconds(50));
        metrics.lookAtAlarms();
        assertThat(log.lines).hasSize(1);

        clock.move(Duration.ofSeconds(15));
        metrics.lookAtAlarms();

        assertThat(log.lines).hasSize(2);
        assertThat(share()).isZero();
        assertThat(alarm()).isZero();
    }

    @Test
    void fewRecordsAreNoReasonToEndAnAlarm() {
        committed(100, 50);
        clock.move(Duration.ofMinutes(4));
        committed(5, 5);
        clock.move(Duration.ofSeconds(90));

        assertThat(share()).isEqualTo(1);
        assertThat(alarm()).isEqualTo(1);
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void aLongSilenceAndAClockThatIsSetBackLeaveOnlyWhatIsOfTheWindow() {
        committed(100, 100);
        clock.move(Duration.ofDays(3));
        committed(200, 1);
        clock.move(Duration.ofHours(-2));
        committed(200, 1);

        assertThat(share()).isEqualTo(0.005);
        assertThat(alarm()).isZero();
    }

    @Test
    void topicsRingEachForItself() {
        committed(1000, 0);
        metrics.committed("tiktok.profile-stats", 100, 0, 0, 100);

        assertThat(alarm()).isZero();
        assertThat(registry.get("millrace.dead_letters.alarm")
                        .tag("topic", "tiktok.profile-stats")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void aLimitOfOneNeverRings() {
        IntakeMetrics silent = new IntakeMetrics(registry, new AlarmLimits(1, Duration.ofMinutes(5), 1), clock);
        silent.committed("another", 100, 0, 0, 100);

        assertThat(registry.get("millrace.dead_letters.alarm")
                        .tag("topic", "another")
                        .gauge()
                        .value())
                .isZero();
    }

    private void committed(long received, long deadLettered) {
        metrics.committed(TOPIC, received, received - deadLettered, 0, deadLettered);
    }

    private double share() {
        return registry.get("millrace.dead_letters.share")
                .tag("topic", TOPIC)
                .gauge()
                .value();
    }

    private double alarm() {
        return registry.get("millrace.dead_letters.alarm")
                .tag("topic", TOPIC)
                .gauge()
                .value();
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final class Log extends Handler {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            String text = line instanceof org.jboss.logmanager.ExtLogRecord ours
                    ? ours.getFormattedMessage()
                    : String.format(line.getMessage(), line.getParameters());
            lines.add(line.getLevel() + " " + text);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
