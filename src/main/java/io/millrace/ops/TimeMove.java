package io.millrace.ops;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One mapping from a capture's clock to the clock it is played on, in epoch milliseconds.
 *
 * <p>It never swaps two moments. Distances stay as they are but for dead air, a silence of the capture longer than the
 * bound, which is squeezed to the bound; and they are divided by the speed.
 *
 * <pre>
 *   capture   |··|·|··|                        |·|··|      two silences, one longer than the bound
 *   played    |··|·|··|    |·|··|                          every moment inside the dead air is squeezed alike
 * </pre>
 */
final class TimeMove {

    /** A silence and what is left of it; {@code cutBefore} is the time taken away in all silences before it. */
    private record DeadAir(long from, long until, long left, long cutBefore) {

        long cutUpTo(long moment) {
            return moment >= until
                    ? cutBefore + (until - from - left)
                    : cutBefore + (moment - from) - (long) ((double) (moment - from) * left / (until - from));
        }
    }

    private final TreeMap<Long, DeadAir> deadAir;
    private final double speed;
    private final long first;
    private final long last;
    private final long start;

    private TimeMove(TreeMap<Long, DeadAir> deadAir, double speed, long first, long last, long start) {
        this.deadAir = deadAir;
        this.speed = speed;
        this.first = first;
        this.last = last;
        this.start = start;
    }

    /**
     * @param moments when each line was captured, in any order, at least one
     * @param maxGap the bound of a silence; null leaves every silence as it is
     * @param speed how many milliseconds of the capture pass in one; 1 keeps distances
     */
    static TimeMove of(long[] moments, @Nullable Duration maxGap, double speed) {
        long[] sorted = LongStream.of(moments).sorted().toArray();
        TreeMap<Long, DeadAir> deadAir = maxGap == null ? new TreeMap<>() : deadAir(sorted, maxGap.toMillis());
        return new TimeMove(deadAir, speed, sorted[0], sorted[sorted.length - 1], sorted[0]);
    }

    private static TreeMap<Long, DeadAir> deadAir(long[] sorted, long bound) {
        TreeMap<Long, DeadAir> found = new TreeMap<>();
        long cut = 0;
        for (int i = 1; i < sorted.length; i++) {
            long silence = sorted[i] - sorted[i - 1];
            if (silence > bound) {
                found.put(sorted[i - 1], new DeadAir(sorted[i - 1], sorted[i], bound, cut));
                cut += silence - bound;
            }
        }
        return found;
    }

    /** The same distances, the first line being captured at {@code moment}. */
    TimeMove startingAt(long moment) {
        return new TimeMove(deadAir, speed, first, last, moment);
    }

    /** The same distances, the last line being captured at {@code moment}. */
    TimeMove endingAt(long moment) {
        return startingAt(moment - (move(last) - start));
    }

    long move(long moment) {
        long distance = moment - first - cutUpTo(moment);
        // A division by one would round what is far away; at speed 1 every distance is exact.
        return start + (speed == 1 ? distance : (long) Math.floor(distance / speed));
    }

    private long cutUpTo(long moment) {
        Map.Entry<Long, DeadAir> before = deadAir.floorEntry(moment);
        return before == null ? 0 : before.getValue().cutUpTo(moment);
    }
}
