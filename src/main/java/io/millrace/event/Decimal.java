package io.millrace.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers in a text, without ever making a {@code double} of them. */
final class Decimal {

    /** Beyond this the digits may not fit 64 bits once thousandths are counted. */
    private static final int MAX_DIGITS = 15;

    private static final int MAX_SCIENTIFIC_LENGTH = 40;

    private Decimal() {}

    /** A number from 0 to 2^63-1; null where the text is none. */
    static @Nullable Long id(String text) {
        if (!areDigits(text, 0, text.length())) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException beyondLong) {
            return null;
        }
    }

    /** {@code 3.0} is 3; null where the text is no decimal number or not a whole one. */
    static @Nullable Long whole(String text) {
        int point = text.indexOf('.');
        if (point < 1 || point > MAX_DIGITS || !areDigits(text, 0, point) || point == text.length() - 1) {
            return null;
        }
        for (int i = point + 1; i < text.length(); i++) {
            if (text.charAt(i) != '0') {
                return null;
            }
        }
        return Long.parseLong(text, 0, point, 10);
    }

    /** {@code 1763101877.486373} is 1763101877486: what is below a thousandth is dropped. */
    static @Nullable Long thousandths(String text) {
        if (text.indexOf('E') > 0 || text.indexOf('e') > 0) {
            return thousandthsOfScientific(text);
        }
        int point = text.indexOf('.');
        if (point < 1
                || point > MAX_DIGITS
                || !areDigits(text, 0, point)
                || !areDigits(text, point + 1, text.length())) {
            return null;
        }
        long thousandths = Long.parseLong(text, 0, point, 10);
        for (int i = 1; i <= 3; i++) {
            thousandths = thousandths * 10 + (point + i < text.length() ? text.charAt(point + i) - '0' : 0);
        }
        return thousandths;
    }

    /** {@code 1.763101877486373E9}: how Java writes a {@code double} of that size. */
    private static @Nullable Long thousandthsOfScientific(String text) {
        if (text.length() > MAX_SCIENTIFIC_LENGTH) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            // Before anything is multiplied out: a few characters can stand for a billion digits.
            boolean modest = number.signum() >= 0 && number.precision() - (long) number.scale() <= MAX_DIGITS;
            return modest ? (Long) number.movePointRight(3).longValue() : null;
        } catch (NumberFormatException | ArithmeticException noNumber) {
            return null;
        }
    }

    private static boolean areDigits(String text, int from, int until) {
        for (int i = from; i < until; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < until;
    }
}
