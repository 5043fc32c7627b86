package io.millrace.ops;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Two recorded broadcasts played side by side on two background threads, until closed. Each first plays a whole
 * broadcast that ends now, so that there is something to look at, then goes on live, again and again, in fresh rooms.
 *
 * <p>A failure of Kafka ends a pass; the next begins after a pause. Made by {@link CapturePlayer#demo}.
 */
public final class Demo implements AutoCloseable {

    private static final List<String> CAPTURES =
            List.of("/demo/cobalt.skyup.jsonl.gz", "/demo/reedat_thistle.jsonl.gz");

    /** The recorders were stopped and started again: silences of minutes that nobody wants to watch. */
    private static final Duration LIVE_GAP = Duration.ofSeconds(2);

    /** The recordings begin with a minute in which nothing counts: nobody is there, nobody speaks. */
    private static final Duration HEAD_START = Duration.ofSeconds(75);

    /** Longer, so that the broadcast already over spans enough minutes for a chart. */
    private static final Duration PAST_GAP = Duration.ofMinutes(1);

    private static final Duration RETRY = Duration.ofSeconds(3);

    /** Bounded, so that a broker that is gone does not keep the process from ending. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final List<Stage> stages;
    private final CountDownLatch closed = new CountDownLatch(1);

    Demo(String bootstrapServers, String topic) {
        this.stages = CAPTURES.stream()
                .map(name -> new Stage(name, bootstrapServers, topic))
                .toList();
    }

    public void start() {
        stages.forEach(Thread::start);
    }

    /** Stops playing and waits, at most five seconds, until nothing more is sent. */
    @Override
    public void close() {
        closed.countDown();
        stages.forEach(Stage::end);
    }

    private boolean pausedUntilClosed() {
        try {
            return closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** One broadcast. */
    private final class Stage extends Thread {

        private final Capture capture;
        private final Map<String, Object> broker;
        private final String topic;
        private volatile @Nullable CapturePlayer player;

        Stage(String name, String bootstrapServers, String topic) {
            super("demo " + name);
            setDaemon(true);
            this.capture = Capture.open(List.of(Capture.resource(name)));
            // In the all-in-one, on loopback.
            this.broker = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
            this.topic = topic;
        }

        @Override
        public void run() {
            playUntilDone(options(Pace.MAX, PAST_GAP, false));
            playUntilDone(options(Pace.NATURAL, LIVE_GAP, true));
        }

        void end() {
            CapturePlayer playing = player;
            if (playing != null) {
                playing.stop();
            }
            try {
                join(CLOSE.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            interrupt();
        }

        private CapturePlayer.Options options(Pace pace, Duration maxGap, boolean loop) {
            return new CapturePlayer.Options(broker, topic, pace, maxGap, HEAD_START, false, false, loop);
        }

        private void playUntilDone(CapturePlayer.Options options) {
            boolean done = closed.getCount() == 0;
            while (!done) {
                done = played(options) || pausedUntilClosed();
            }
        }

        private boolean played(CapturePlayer.Options options) {
            CapturePlayer playing = new CapturePlayer(options, capture, progress -> {});
            player = playing;
            if (closed.getCount() == 0) {
                return true;
            }
            try {
                playing.play();
                return true;
            } catch (OperatorFault unreachable) {
                return false;
            }
        }
    }
}
