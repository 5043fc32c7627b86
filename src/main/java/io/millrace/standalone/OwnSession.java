package io.millrace.standalone;

import java.io.IOException;
import java.util.List;

/**
 * Starts a child outside of the terminal's process group, so that Ctrl-C reaches the launcher alone, which then stops its
 * children in order. Without {@code setsid}, as on macOS, Ctrl-C reaches them all at once: they stop all the same.
 */
final class OwnSession {
    private OwnSession() {}

    static List<String> prefix() throws InterruptedException {
        try {
            boolean works = new ProcessBuilder("setsid", "true").start().waitFor() == 0;
            return works ? List.of("setsid") : List.of();
        } catch (IOException notInstalled) {
            return List.of();
        }
    }
}
