package io.millrace.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that outlived the launcher which started it, told from a stranger with its number by its command line. */
final class Leftover {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Leftover() {}

    static List<String> commandLineOf(ProcessHandle process) {
        return List.of(process.info().arguments().orElseGet(() -> new String[0]));
    }

    /**
     * Whether the process has ended after at most this long.
     *
     * <p>An orphan whose new parent never asks for its exit code, as in many containers, stays in the process table and
     * counts as alive; but it has no command line any more.
     */
    static boolean exits(ProcessHandle process, Duration within) throws InterruptedException {
        Instant deadline = Instant.now().plus(within);
        while (Instant.now().isBefore(deadline)) {
            if (!process.isAlive() || commandLineOf(process).isEmpty()) {
                return true;
            }
            awaitExit(process);
        }
        return false;
    }

    private static void awaitExit(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillThere) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
