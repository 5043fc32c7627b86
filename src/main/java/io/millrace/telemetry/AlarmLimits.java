package io.millrace.telemetry;

import java.time.Duration;

/**
 * When dead letters are an alarm.
 *
 * @param share of the records of the window; a greater one rings; 1: none does
 * @param window how far back records count; a second at least
 * @param records how many the window must hold before an alarm rises, so that one bad record of one does not ring
 */
public record AlarmLimits(double share, Duration window, long records) {
    public static final AlarmLimits NEVER = new AlarmLimits(1, Duration.ofMinutes(5), 1);

    public AlarmLimits {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be from 0 to 1, is " + share);
        }
        if (window.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("window must be a second at least, is " + window);
        }
    }
}
