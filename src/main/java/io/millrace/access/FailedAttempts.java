package io.millrace.access;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Who has shown wrong tokens. Ten a minute are told so; from then on each further one doubles the time to wait. It is about the load and the
 * noise: to guess a secret of 256 bits takes longer than there is time, so who comes with a valid token is never held up by another's wrong
 * ones from the same address. Safe to use from many threads.
 */
public final class FailedAttempts {
    static final int A_MINUTE = 10;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final long FORGOTTEN_AFTER = LONGEST_WAIT.toNanos();
    private static final int MOST_DOUBLINGS = 9;

    private final LongSupplier nanos;
    private final Lately<Attempts> attempts;

    /**
     * @param most bounds the addresses that are remembered
     * @param nanos a time that only goes on
     */
    public FailedAttempts(int most, LongSupplier nanos) {
        this.nanos = nanos;
        this.attempts = new Lately<>(most);
    }

    private static final class Attempts {
        private long minuteBegan;
        private int inMinute;
        private int waits;
        private long waitsUntil;
        private long lastAt;
    }

    /** One more; the seconds to wait, or 0 where that is not asked for yet. */
    public synchronized long failed(String address) {
        long now = nanos.getAsLong();
        Attempts known = attempts.get(address);
        if (known == null || now - known.lastAt > FORGOTTEN_AFTER) {
            known = new Attempts();
            known.minuteBegan = now;
            known.waitsUntil = now;
            attempts.put(address, known);
        }
        known.lastAt = now;
        boolean waits = known.waitsUntil - now > 0;
        if (!waits && now - known.minuteBegan >= MINUTE) {
            known.minuteBegan = now;
            known.inMinute = 0;
        }
        known.inMinute++;
        return waits || known.inMinute > A_MINUTE ? wait(known, now) : 0;
    }

    private static long wait(Attempts known, long now) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(MOST_DOUBLINGS, known.waits));
        Duration wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        known.waits++;
        known.waitsUntil = now + wait.toNanos();
        return wait.toSeconds();
    }

    synchronized int remembered() {
        return attempts.size();
    }
}
