package io.millrace.query;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a page ended: the sort value of its last row, times as microseconds since 1970, and the id that makes it unique. */
public record Keyset(long value, long id) {
    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    Instant at() {
        return Instant.EPOCH.plus(value, ChronoUnit.MICROS);
    }

    /** The end of a page of which one row more than shown was read, or null where no row follows. */
    static <R> @Nullable Keyset after(List<R> rowsAndOneMore, int limit, Function<R, Keyset> keyset) {
        return rowsAndOneMore.size() > limit ? keyset.apply(rowsAndOneMore.get(limit - 1)) : null;
    }

    static <R> List<R> shown(List<R> rowsAndOneMore, int limit) {
        return rowsAndOneMore.subList(0, Math.min(limit, rowsAndOneMore.size()));
    }
}
