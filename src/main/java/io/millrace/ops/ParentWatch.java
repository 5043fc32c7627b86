package io.millrace.ops;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the service when the launcher that started it is gone, however that happened.
 *
 * <p>A launcher that says {@code MILLRACE_PARENT_PIPE=stdin} holds the other end of our standard input and never writes.
 * The system closes it with the launcher, even at {@code kill -9}. Without the variable nothing is watched: a service
 * under systemd or in a container has no standard input worth reading.
 */
final class ParentWatch {
    private static final long ORDERLY_END_SECONDS = 10;

    private ParentWatch() {}

    static void start() {
        if ("stdin".equals(System.getenv("MILLRACE_PARENT_PIPE"))) {
            Thread watch = new Thread(ParentWatch::exitAtEndOfInput, "parent-watch");
            watch.setDaemon(true);
            watch.start();
        }
    }

    private static void exitAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Whatever it says, it is there.
            }
        } catch (IOException pipeBroken) {
            // As good as its end.
        }
        Quarkus.asyncExit();
        haltIfItTakesLong();
    }

    /** The launcher took Kafka and PostgreSQL along: waiting for them, as an orderly end would, is for nothing. */
    private static void haltIfItTakesLong() {
        try {
            new CountDownLatch(1).await(ORDERLY_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
