package io.millrace.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a capture into the live-events topic as a scraper would have published it, moved into the present.
 *
 * <p>Lines go out in the order of the capture, keyed by room, each acknowledged by all replicas and sent once. At a
 * pace that waits, a line is published at the moment that it says it was captured; at the pace {@code max} the capture
 * ends now. What moves and what stays is said at {@link MovedPass}.
 *
 * <p>{@link #play} runs on the caller's thread; {@link #stop} may be called from any other and ends it after the line
 * in hand. A player plays once.
 */
public final class CapturePlayer {

    private static final Duration PROGRESS = Duration.ofSeconds(5);

    private final Options options;
    private final Capture capture;
    private final Consumer<String> progress;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Void> firstLineSent = new CompletableFuture<>();

    private long lines;
    private int passes;
    private List<String> rooms = List.of();
    private long progressDue;

    /**
     * @param broker the settings of a Kafka client that say where the brokers are and how they are spoken to
     * @param maxGap a longer silence of the capture is cut to it; null leaves them
     * @param headStart how much of the capture goes out at once, as if it had begun that much earlier; for a pace that waits
     * @param keepIds rooms and messages keep their ids, so a second playing finds its events already there
     * @param asRecorded nothing is moved: ids, times and bytes as they are in the capture
     * @param loop begin again at the end, each time in fresh rooms, until stopped
     */
    record Options(
            Map<String, Object> broker,
            String topic,
            Pace pace,
            @Nullable Duration maxGap,
            Duration headStart,
            boolean keepIds,
            boolean asRecorded,
            boolean loop) {}

    /**
     * What was played.
     *
     * @param published acknowledged by Kafka
     * @param of lines that all passes begun would have had; more than published when it was stopped
     * @param rooms of the last pass
     */
    record Played(long published, long of, int passes, List<String> rooms) {}

    /** @throws OperatorFault when the capture cannot be read as a whole; nothing is sent then */
    CapturePlayer(Options options, Capture capture, Consumer<String> progress) {
        if (!options.asRecorded() && capture.moments().length == 0) {
            throw new OperatorFault(
                    "no line says when it was captured, so nothing can be moved; play it --as-recorded");
        }
        this.options = options;
        this.capture = capture;
        this.progress = progress;
    }

    static Capture capture(List<Path> files) {
        return Capture.open(files.stream().map(Capture::file).toList());
    }

    /**
     * The demonstration: two recorded broadcasts of two hosts, over and over, until it is closed. Failures of Kafka
     * are waited out, so it may be started before the broker is.
     */
    public static Demo demo(String bootstrapServers, String topic) {
        return new Demo(bootstrapServers, topic);
    }

    /** @throws OperatorFault when Kafka cannot be reached or refuses a line; what it took before stays there */
    Played play() {
        try (LiveEventsTopic topic = LiveEventsTopic.open(options.broker(), options.topic())) {
            do {
                passes++;
                playOnce(topic);
            } while (options.loop() && !isStopped());
            topic.flush();
            return new Played(topic.published(), capture.lines() * passes, passes, rooms);
        }
    }

    /** Ends {@link #play} after the line in hand; what was sent until then is still waited for. */
    void stop() {
        stop.countDown();
    }

    /** Done as soon as anything has been handed to Kafka. */
    CompletableFuture<Void> firstLineSent() {
        return firstLineSent;
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void playOnce(LiveEventsTopic topic) {
        if (options.asRecorded()) {
            rooms = List.copyOf(capture.rooms().keySet());
            Waiting waiting = new Waiting(capture.moments().length == 0 ? null : onOurClock());
            capture.read((text, envelope) -> {
                if (waiting.until(envelope)) {
                    send(topic, Capture.roomOf(envelope), text);
                }
                return !isStopped();
            });
        } else {
            TimeMove time = onOurClock();
            MovedPass pass = new MovedPass(
                    time,
                    capture.rooms(),
                    options.keepIds(),
                    ThreadLocalRandom.current().nextInt());
            rooms = pass.rooms().stream().map(String::valueOf).toList();
            Waiting waiting = new Waiting(time);
            capture.read((text, envelope) -> {
                if (waiting.until(envelope)) {
                    ObjectNode moved = pass.move(envelope);
                    send(topic, Capture.roomOf(moved), json(moved));
                }
                return !isStopped();
            });
        }
    }

    private TimeMove onOurClock() {
        double speed = options.pace().waits() ? options.pace().speed() : 1;
        TimeMove time = TimeMove.of(capture.moments(), options.maxGap(), speed);
        return options.pace().waits()
                ? time.startingAt(clock.millis() - options.headStart().toMillis())
                : time.endingAt(clock.millis());
    }

    private void send(LiveEventsTopic topic, String room, String line) {
        topic.send(room, line);
        lines++;
        firstLineSent.complete(null);
        tell();
    }

    private void tell() {
        if (System.nanoTime() - progressDue >= 0) {
            progressDue = System.nanoTime() + PROGRESS.toNanos();
            progress.accept("sent " + lines + " of " + capture.lines() * passes + " lines");
        }
    }

    private static String json(ObjectNode moved) {
        try {
            return Capture.JSON.writeValueAsString(moved);
        } catch (JsonProcessingException unwritable) {
            throw new OperatorFault("a line cannot be written: " + unwritable.getOriginalMessage(), unwritable);
        }
    }

    /** Waits for the moment of each line; a line that does not say when goes with the one before it. */
    private final class Waiting {

        private final @Nullable TimeMove time;

        Waiting(@Nullable TimeMove time) {
            this.time = time;
        }

        /** Returns false when it was stopped meanwhile. */
        boolean until(ObjectNode envelope) {
            OptionalLong captured = Capture.capturedAt(envelope);
            if (time == null || captured.isEmpty() || !options.pace().waits()) {
                return !isStopped();
            }
            long due = time.move(captured.getAsLong());
            for (long left = due - clock.millis(); left > 0; left = due - clock.millis()) {
                if (stopped(Math.min(left, PROGRESS.toMillis()))) {
                    return false;
                }
                tell();
            }
            return !isStopped();
        }

        private boolean stopped(long millis) {
            try {
                return stop.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                stop();
                return true;
            }
        }
    }
}
