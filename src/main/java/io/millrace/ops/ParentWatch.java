package io.millrace.ops;

import io.quarkus.runtime.Quarkus;
import java.io.IOException;

/**
 * Ends the service when the launcher that started it is gone, however that happened.
 *
 * <p>A launcher that says {@code MILLRACE_PARENT_PIPE=stdin} holds the other end of our standard input and never writes.
 * The system closes it with the launcher, even at {@code kill -9}. Without the variable nothing is watched: a service
 * under systemd or in a container has no standard input worth reading.
 */
final class ParentWatch {
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
    }
}
