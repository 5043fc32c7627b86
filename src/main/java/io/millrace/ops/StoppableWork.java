package io.millrace.ops;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work of a command that Ctrl-C ends in order: what was sent is waited for and told before the process ends. */
final class StoppableWork {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

    private StoppableWork() {}

    /** @param stop makes {@code work} return soon; called on another thread */
    static void run(Runnable work, Runnable stop) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, ended), "stop the work"));
        try {
            work.run();
        } finally {
            ended.countDown();
        }
    }

    private static void end(Runnable stop, CountDownLatch ended) {
        stop.run();
        try {
            ended.await(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
