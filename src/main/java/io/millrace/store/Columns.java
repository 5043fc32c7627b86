package io.millrace.store;

import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A batch turned on its side: one array a column, as {@code unnest} wants it; an array that is shorter than the others gives null. */
final class Columns {
    // Nearly all times of a batch are of one day, whose date takes longest to make. What one thread overwrites, another
    // makes again.
    private static Day lastDay = new Day(0, LocalDate.EPOCH);

    private Columns() {}

    /** The column of these rows; the client takes arrays of objects only, nulls included. */
    @SuppressWarnings("unchecked")
    static <R, C> C[] of(List<R> rows, Class<C> type, Function<R, @Nullable C> cell) {
        C[] column = (C[]) Array.newInstance(type, rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = cell.apply(rows.get(i));
        }
        return column;
    }

    /**
     * The column, or none of it where every cell is null: an array that is at its end gives null for the rows that follow. Most batches hold
     * no title and no payload.
     */
    static <C> C[] orNone(C[] column) {
        for (C cell : column) {
            if (cell != null) {
                return column;
            }
        }
        return Arrays.copyOf(column, 0);
    }

    /** Each as a parameter, {@link #orNone none of it} where every cell is null. */
    static void bind(Tuple tuple, Object[]... columns) {
        for (Object[] column : columns) {
            tuple.addValue(orNone(column));
        }
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    // The way over an Instant makes a table of zone rules for each value.
    static OffsetDateTime utc(long epochMillis) {
        LocalTime time = LocalTime.ofNanoOfDay(Math.floorMod(epochMillis, FigureDeltas.DAY_MILLIS) * 1_000_000);
        return OffsetDateTime.of(dayOf(FigureDeltas.epochDayOf(epochMillis)), time, ZoneOffset.UTC);
    }

    private static LocalDate dayOf(long epochDay) {
        Day day = lastDay;
        if (day.epochDay != epochDay) {
            day = new Day(epochDay, LocalDate.ofEpochDay(epochDay));
            lastDay = day;
        }
        return day.date;
    }

    private record Day(long epochDay, LocalDate date) {}

    static @Nullable OffsetDateTime utcOrNull(@Nullable Long epochMillis) {
        return epochMillis == null ? null : utc(epochMillis);
    }

    /** PostgreSQL takes no U+0000 in text or jsonb. */
    static String cleaned(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    static Void nothing() {
        return null;
    }
}
