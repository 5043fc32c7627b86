package io.millrace.event;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Times as scrapers write them: seconds or milliseconds since the epoch, with or without a fraction, or ISO-8601. */
final class Timestamps {

    /** Below it lie seconds, until the year 33658; as milliseconds it is September 2001, before any TikTok. */
    private static final long LEAST_MILLIS = 1_000_000_000_000L;
    /** The last millisecond of the year 9999, the last that every reader of a date understands. */
    private static final long MOST_MILLIS = 253_402_300_799_999L;
    /** In characters; the longest sensible one has 35. */
    private static final int MAX_ISO_LENGTH = 64;

    /** An offset is required: recorders also write their local time without one, which could mean anything. */
    private static final DateTimeFormatter ISO_WITH_OFFSET = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private Timestamps() {}

    /** Null where the number is no time. */
    static @Nullable Long ofNumber(long number) {
        if (number < 0) {
            return null;
        }
        return bounded(number < LEAST_MILLIS ? number * 1000 : number);
    }

    /** Null where the text is no time. */
    static @Nullable Long ofText(String text) {
        Long thousandths = Decimal.thousandths(text);
        if (thousandths != null) {
            return bounded(thousandths < LEAST_MILLIS * 1000 ? thousandths : thousandths / 1000);
        }
        if (text.length() > MAX_ISO_LENGTH) {
            return null;
        }
        try {
            return bounded(
                    OffsetDateTime.parse(text, ISO_WITH_OFFSET).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException noTime) {
            return null;
        }
    }

    private static @Nullable Long bounded(long millis) {
        return millis > MOST_MILLIS ? null : (Long) millis;
    }
}
