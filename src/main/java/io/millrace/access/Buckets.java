package io.millrace.access;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A bucket for each asker: a request takes one from it, time fills it up again. Safe to use from many threads; what happens under the lock
 * is a look-up and some arithmetic.
 */
public final class Buckets {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit limit;
    private final LongSupplier nanos;
    private final Lately<Bucket> buckets;

    /**
     * @param most bounds the askers that are remembered
     * @param nanos a time that only goes on
     */
    public Buckets(RateLimit limit, int most, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
        this.buckets = new Lately<>(most);
    }

    private static final class Bucket {
        private double level;
        private long filledAt;
    }

    public synchronized Allowance take(String asker) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(asker, unknown -> full(now));
        bucket.level = Math.min(limit.burst(), bucket.level + seconds(now - bucket.filledAt) * limit.perSecond());
        bucket.filledAt = now;
        boolean granted = bucket.level >= 1;
        if (granted) {
            bucket.level--;
        }
        return new Allowance(
                limit,
                granted,
                (long) bucket.level,
                (long) Math.ceil((limit.burst() - bucket.level) / limit.perSecond()),
                granted ? 0 : Math.max(1, (long) Math.ceil((1 - bucket.level) / limit.perSecond())));
    }

    synchronized int remembered() {
        return buckets.size();
    }

    private Bucket full(long now) {
        Bucket bucket = new Bucket();
        bucket.level = limit.burst();
        bucket.filledAt = now;
        return bucket;
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
