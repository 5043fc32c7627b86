package io.millrace.ops;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends the events of a plan, at the plan's own rate or as fast as they are taken.
 *
 * <p>{@link #run} works on the caller's thread; {@link #stop} may be called from any other and ends it after the event
 * in hand. A load runs once.
 */
final class GeneratedLoad {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where events go. */
    interface Sink extends AutoCloseable {
        void take(GeneratedEvent event) throws IOException;

        /** Returns when all that was taken is where it belongs. */
        void settle() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * What was sent.
     *
     * @param events that the sink has settled
     * @param bytes of their values
     * @param seconds on our clock, until they were settled
     */
    record Sent(long events, long bytes, double seconds) {

        double eventsPerSecond() {
            return seconds > 0 ? events / seconds : 0;
        }
    }

    private final GeneratorPlan plan;
    private final boolean waits;
    private final Consumer<String> progress;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch stop = new CountDownLatch(1);
    private long events;
    private long bytes;

    /** @param waits the plan's rate is kept on our clock; false: nothing is waited for */
    GeneratedLoad(GeneratorPlan plan, boolean waits, Consumer<String> progress) {
        this.plan = plan;
        this.waits = waits;
        this.progress = progress;
    }

    /** The sink stays open. */
    Sent run(Sink sink) throws IOException {
        LiveEventGenerator generator = new LiveEventGenerator(plan);
        long started = System.nanoTime();
        long ahead = clock.millis() - plan.startsAt().toEpochMilli();
        long told = started;
        long toldEvents = 0;
        while (generator.hasNext() && isDue(generator.nextArrivesAtMillis() + ahead)) {
            GeneratedEvent event = generator.next();
            sink.take(event);
            events++;
            bytes += event.value().length;
            long now = System.nanoTime();
            if (now - told >= PROGRESS_NANOS) {
                tell((events - toldEvents) * 1e9 / (now - told));
                told = now;
                toldEvents = events;
            }
        }
        sink.settle();
        return new Sent(events, bytes, (System.nanoTime() - started) / 1e9);
    }

    void stop() {
        stop.countDown();
    }

    private void tell(double eventsPerSecond) {
        progress.accept(String.format(
                Locale.ROOT, "sent %d of %d events, %.0f events/s", events, plan.events(), eventsPerSecond));
    }

    /** Waits for the moment; false: stopped meanwhile. */
    private boolean isDue(long moment) {
        long wait = waits ? moment - clock.millis() : 0;
        try {
            return wait > 0 ? !stop.await(wait, TimeUnit.MILLISECONDS) : stop.getCount() > 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
