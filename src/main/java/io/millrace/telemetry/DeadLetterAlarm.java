package io.millrace.telemetry;

import java.time.Clock;
import java.util.Arrays;
import org.jboss.logging.Logger;

/**
 * Whether too many records of a topic are bad: their share of what was committed within the last window.
 *
 * <p>The window moves in steps of a sixtieth. A rise and a fall are logged once each; nothing is ever held back because of it.
 */
final class DeadLetterAlarm {
    private static final Logger LOG = Logger.getLogger(DeadLetterAlarm.class);
    private static final int STEPS = 60;

    private final String topic;
    private final AlarmLimits limits;
    private final Clock clock;
    private final long stepMillis;
    // Slot i holds the newest step whose number is i modulo STEPS.
    private final long[] received = new long[STEPS];
    private final long[] deadLettered = new long[STEPS];
    private long newestStep;
    private boolean rings;

    DeadLetterAlarm(String topic, AlarmLimits limits, Clock clock) {
        this.topic = topic;
        this.limits = limits;
        this.clock = clock;
        this.stepMillis = Math.max(1, limits.window().toMillis() / STEPS);
        this.newestStep = clock.millis() / stepMillis;
    }

    synchronized void committed(long records, long bad) {
        moveOn();
        int slot = slot(newestStep);
        received[slot] += records;
        deadLettered[slot] += bad;
        decide();
    }

    /** Of the window that ends now; 0 where it holds no record. */
    synchronized double share() {
        moveOn();
        return ofWindow();
    }

    synchronized boolean rings() {
        moveOn();
        decide();
        return rings;
    }

    // A clock that was set back adds to the newest step until it has caught up.
    private void moveOn() {
        long now = clock.millis() / stepMillis;
        for (long step = Math.max(newestStep + 1, now - STEPS + 1); step <= now; step++) {
            received[slot(step)] = 0;
            deadLettered[slot(step)] = 0;
        }
        newestStep = Math.max(newestStep, now);
    }

    private void decide() {
        long records = Arrays.stream(received).sum();
        boolean over = ofWindow() > limits.share();
        // Too few records to raise an alarm are no reason to end one.
        boolean now = over && (rings || records >= limits.records());
        if (now != rings) {
            rings = now;
            tell(records);
        }
    }

    private void tell(long records) {
        long bad = Arrays.stream(deadLettered).sum();
        if (rings) {
            LOG.warnf(
                    "too many dead letters: topic=%s dead_letters=%d records=%d window=%s",
                    topic, bad, records, limits.window());
        } else {
            LOG.infof(
                    "dead letters are within the limit again: topic=%s dead_letters=%d records=%d window=%s",
                    topic, bad, records, limits.window());
        }
    }

    private double ofWindow() {
        long records = Arrays.stream(received).sum();
        return records == 0 ? 0 : (double) Arrays.stream(deadLettered).sum() / records;
    }

    private static int slot(long step) {
        return (int) (step % STEPS);
    }
}
