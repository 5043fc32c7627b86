package io.millrace.bench;

import io.millrace.bench.load.Probe;
import io.millrace.bench.load.Publisher;
import io.millrace.bench.measure.Probes;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes probes at their times, and looks whether they show, by two threads: the second one has to be slow for the first one to be seen
 * slow, and not to be slow in the first one's place.
 */
final class Prober implements AutoCloseable {
    static final int A_SECOND = 10;

    /** Every look is a request that the service answers with a statement: 500 a second would be most of what is measured. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

    private final Service service;
    private final String bootstrapServers;
    private final String topic;
    private final Probe probe = Probe.at(System.currentTimeMillis());
    private final Probes probes = new Probes();
    private final AtomicLong newest = new AtomicLong();
    private final Thread publishing = new Thread(this::publish, "probes-out");
    private final Thread looking = new Thread(this::look, "probes-back");
    private volatile boolean publishes = true;
    private volatile boolean looks = true;

    private Prober(Service service, String bootstrapServers, String topic) {
        this.service = service;
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    static Prober start(Service service, String bootstrapServers, String topic) {
        Prober prober = new Prober(service, bootstrapServers, topic);
        prober.publishing.setDaemon(true);
        prober.looking.setDaemon(true);
        prober.publishing.start();
        prober.looking.start();
        return prober;
    }

    /** Milliseconds since the epoch, with what the clock has beyond them. */
    static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
    }

    Probes probes() {
        return probes;
    }

    /** How many probes the broker may have by now. */
    long begun() {
        return newest.get() == 0 ? 0 : newest.get() - Probe.FIRST + 1;
    }

    /** Publishes no more, and waits until all of that time are seen, or for so long. */
    void settle(double from, double until, Duration atMost) {
        publishes = false;
        Children.until(atMost, () -> !publishing.isAlive() && probes.unseen(from, until) == 0);
    }

    private void publish() {
        try (Publisher publisher = Publisher.of(bootstrapServers, Duration.ZERO)) {
            long began = System.nanoTime();
            for (long number = 0; publishes; number++) {
                long due = began + number * Duration.ofSeconds(1).toNanos() / A_SECOND;
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long total = Probe.FIRST + number;
                newest.set(total);
                RecordMetadata sent = publisher
                        .send(topic, probe.key(), probe.value(total, System.currentTimeMillis()))
                        .get();
                probes.published(total, sent.timestamp());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe cannot be published", e);
        }
    }

    private void look() {
        while (looks) {
            long next = System.nanoTime() + LOOK_EVERY.toNanos();
            if (newest.get() > probes.greatestSeen()) {
                lookOnce();
            }
            while (next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private void lookOnce() {
        try {
            Service.Answer answer = service.get("/api/v1/streams/" + probe.roomId());
            double at = now();
            // Until the first one has come to rest, the room is unknown.
            if (answer.status() == 200) {
                probes.seen(answer.json().path("likes").asLong(), at);
            }
        } catch (IOException unanswered) {
            // Asked again: whatever is outstanding stays so, and grows older.
        }
    }

    @Override
    public void close() {
        publishes = false;
        Children.until(ENDS_WITHIN, () -> !publishing.isAlive());
        looks = false;
        Children.until(ENDS_WITHIN, () -> !looking.isAlive());
    }
}
