package io.millrace.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Quotients, rounded to six digits half up, so that the same rows always show the same digits. */
final class Ratio {
    private static final int DIGITS = 6;

    static final long MINUTES_PER_HOUR = 60;

    private Ratio() {}

    /** Null where the divisor is 0. */
    static @Nullable BigDecimal of(BigDecimal dividend, long divisor) {
        return divisor == 0 ? null : over(dividend, divisor);
    }

    /** Null where the divisor is 0. */
    static @Nullable BigDecimal of(BigDecimal dividend, BigDecimal divisor) {
        return divisor.signum() == 0 ? null : plain(dividend.divide(divisor, DIGITS, RoundingMode.HALF_UP));
    }

    static @Nullable BigDecimal of(long dividend, long divisor) {
        return of(BigDecimal.valueOf(dividend), divisor);
    }

    /** For a divisor that is never 0. */
    static BigDecimal over(BigDecimal dividend, long divisor) {
        return plain(dividend.divide(BigDecimal.valueOf(divisor), DIGITS, RoundingMode.HALF_UP));
    }

    static BigDecimal over(long dividend, long divisor) {
        return over(BigDecimal.valueOf(dividend), divisor);
    }

    /** Of minutes that are never 0. What was counted may be near the greatest long: sixty times that is no long any more. */
    static BigDecimal perHour(long counted, long minutes) {
        return over(BigDecimal.valueOf(counted).multiply(BigDecimal.valueOf(MINUTES_PER_HOUR)), minutes);
    }

    /** 12.500000 becomes 12.5, and 100.000000 becomes 100 instead of 1E+2. */
    static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
