package io.millrace.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A series with a point in every bucket from the start of its range, or its first point, to the end of its range, or its last point. */
final class FilledSeries {
    private FilledSeries() {}

    /**
     * @param points oldest first, at starts of buckets that lie in the range
     * @param at the start of a point's bucket
     * @param empty makes the point of a bucket that has none
     * @throws TooManyPoints before any is made
     */
    static <T> List<T> of(
            List<T> points, Function<T, Instant> at, Bucket bucket, TimeRange range, Function<Instant, T> empty) {
        Instant first = range.from() != null ? range.from() : startOf(points, 0, at);
        Instant end = range.until() != null ? range.until() : startOf(points, points.size() - 1, at);
        if (first == null || end == null) {
            return points;
        }
        long start = bucketsUpTo(first, bucket);
        // A last point is in the series, an end of the range is not.
        long after = bucketsUpTo(end, bucket) + (range.until() == null ? 1 : 0);
        if (after - start > TooManyPoints.LIMIT) {
            throw new TooManyPoints();
        }
        Map<Instant, T> there = points.stream().collect(Collectors.toMap(at, Function.identity()));
        return LongStream.range(start, after)
                .mapToObj(number -> Instant.ofEpochSecond(number * bucket.seconds()))
                .map(starts -> Optional.ofNullable(there.get(starts)).orElseGet(() -> empty.apply(starts)))
                .toList();
    }

    private static <T> @Nullable Instant startOf(List<T> points, int index, Function<T, Instant> at) {
        return points.isEmpty() ? null : at.apply(points.get(index));
    }

    /** The number, since 1970, of the first bucket that starts at this time or later. */
    private static long bucketsUpTo(Instant time, Bucket bucket) {
        long seconds = time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
        return -Math.floorDiv(-seconds, bucket.seconds());
    }
}
