package io.millrace.http;

import io.millrace.query.Keyset;
import io.millrace.query.TimeRange;
import io.millrace.query.UserRef;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns the texts of one request into values and collects everything that is wrong with them, so that a reader is told all of it at
 * once. Read all parameters, then {@link #accept()}: what was read before is only valid after it.
 */
final class Parameters {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 500;

    private static final Pattern DECIMAL_ID = Pattern.compile("[1-9][0-9]{0,18}");
    private static final Pattern HANDLE = Pattern.compile("@[^\\s\\p{Cntrl}@]{1,100}");
    private static final Pattern FEW_DIGITS = Pattern.compile("[0-9]{1,4}");
    private static final Pattern PLUS_READ_AS_BLANK = Pattern.compile("(.*T.*) (\\d\\d:?\\d\\d)");

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private final List<Problem.Fault> faults = new ArrayList<>();

    /** @throws Refusal naming each parameter at fault */
    void accept() {
        if (!faults.isEmpty()) {
            throw Refusal.badRequest(faults);
        }
    }

    long roomId(String text) {
        Long id = read("room_id", text, Parameters::decimalId);
        return id == null ? 0 : id;
    }

    /** Of the path. */
    UserRef user(String text) {
        UserRef user = read("user", text, Parameters::userRef);
        return user == null ? UserRef.byId(1) : user;
    }

    @Nullable
    UserRef host(@Nullable String text) {
        return read("host", text, Parameters::userRef);
    }

    int limit(@Nullable String text) {
        return number("limit", text, MAX_LIMIT, DEFAULT_LIMIT);
    }

    /** From 1 on. */
    int number(String name, @Nullable String text, int most, int absent) {
        Integer number = read(name, text, given -> wholeNumber(given, most));
        return number == null ? absent : number;
    }

    ZoneId zone(String name, @Nullable String text) {
        ZoneId zone = read(name, text, Parameters::zoneId);
        return zone == null ? ZoneId.of("UTC") : zone;
    }

    /** @param list as {@link Cursor} takes it */
    @Nullable
    Keyset cursor(@Nullable String text, String list) {
        return read("cursor", text, given -> Cursor.read(given, list));
    }

    <E> @Nullable E choice(String name, @Nullable String text, List<E> values, Function<E, String> label) {
        return read(name, text, given -> values.stream()
                .filter(value -> label.apply(value).equals(given))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + values.stream().map(label).collect(Collectors.joining(", ")))));
    }

    <E> E choice(String name, @Nullable String text, List<E> values, Function<E, String> label, E absent) {
        E chosen = choice(name, text, values, label);
        return chosen == null ? absent : chosen;
    }

    /** What only shows in several parameters together. */
    void refuse(String name, String reason) {
        faults.add(new Problem.Fault(name, reason));
    }

    TimeRange range(@Nullable String from, @Nullable String until) {
        Instant start = read("from", from, Parameters::instant);
        Instant end = read("until", until, Parameters::instant);
        if (start != null && end != null && !end.isAfter(start)) {
            faults.add(new Problem.Fault("until", "must be after from"));
            return TimeRange.ALL;
        }
        return new TimeRange(start, end);
    }

    DayRange days(@Nullable String from, @Nullable String until) {
        LocalDate start = read("from", from, Parameters::day);
        LocalDate end = read("until", until, Parameters::day);
        if (start != null && end != null && !end.isAfter(start)) {
            faults.add(new Problem.Fault("until", "must be after from, by a day or more"));
        }
        return new DayRange(start, end);
    }

    /** Days, half-open; null: not bounded on that side. */
    record DayRange(@Nullable LocalDate from, @Nullable LocalDate until) {}

    private <T> @Nullable T read(String name, @Nullable String text, Function<String, T> reader) {
        if (text == null) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException refused) {
            faults.add(new Problem.Fault(name, String.valueOf(refused.getMessage())));
            return null;
        }
    }

    private static long decimalId(String text) {
        if (DECIMAL_ID.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException beyond63Bits) {
                throw notAnId(beyond63Bits);
            }
        }
        throw notAnId(null);
    }

    private static IllegalArgumentException notAnId(@Nullable Throwable cause) {
        return new IllegalArgumentException("must be a decimal id from 1 to 9223372036854775807", cause);
    }

    private static UserRef userRef(String text) {
        if (HANDLE.matcher(text).matches()) {
            return UserRef.byHandle(text.substring(1));
        }
        try {
            return UserRef.byId(decimalId(text));
        } catch (IllegalArgumentException neither) {
            throw new IllegalArgumentException("must be a decimal user id, or @ and a handle", neither);
        }
    }

    private static int wholeNumber(String text, int most) {
        if (FEW_DIGITS.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException("must be a whole number from 1 to " + most);
    }

    /** By name alone: a bare offset has no summer, and is hardly what was meant. */
    private static ZoneId zoneId(String text) {
        if (ZoneId.getAvailableZoneIds().contains(text)) {
            return ZoneId.of(text);
        }
        throw new IllegalArgumentException("must be a time zone of the IANA database, like Europe/Berlin");
    }

    /** A plus sign that was not written as %2B arrives as a blank; there is nothing else the blank could mean. */
    private static Instant instant(String text) {
        try {
            return inRange(OffsetDateTime.parse(PLUS_READ_AS_BLANK.matcher(text).replaceFirst("$1+$2")));
        } catch (DateTimeParseException noTime) {
            throw new IllegalArgumentException("must be a time with an offset, like 2026-11-20T08:00:00Z", noTime);
        }
    }

    private static Instant inRange(OffsetDateTime time) {
        if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
            throw new IllegalArgumentException("must be a year from " + FIRST_YEAR + " to " + LAST_YEAR);
        }
        return time.toInstant();
    }

    /** Of a time, the first day that starts at it or later: as with buckets, a day is in the range when its start is. */
    private static LocalDate day(String text) {
        if (text.indexOf('T') >= 0) {
            OffsetDateTime time = instant(text).atOffset(ZoneOffset.UTC);
            LocalDate date = time.toLocalDate();
            return time.toLocalTime().toNanoOfDay() == 0 ? date : date.plusDays(1);
        }
        try {
            LocalDate date = LocalDate.parse(text);
            inRange(date.atStartOfDay().atOffset(ZoneOffset.UTC));
            return date;
        } catch (DateTimeParseException noDate) {
            throw new IllegalArgumentException("must be a day like 2026-11-20, or a time with an offset", noDate);
        }
    }

    static <E extends Enum<E>> List<E> all(E[] values) {
        return Arrays.asList(values);
    }
}
