package io.millrace.faults;

import java.time.Duration;

/** What may be wrong with a connection, in toxiproxy's words. Each acts on one direction, while connections live. */
sealed interface Toxic {

    /** Every chunk comes later, by {@code latency} give or take {@code jitter}. */
    record Latency(Duration latency, Duration jitter) implements Toxic {}

    /** At most so many thousand bytes a second, for each connection. */
    record Bandwidth(int kilobytesPerSecond) implements Toxic {}

    /** The end of a connection is passed on later. */
    record SlowClose(Duration delay) implements Toxic {}

    /**
     * Nothing comes through any more, and the connection is closed after that time.
     *
     * @param after zero: it never is. A connection that met the hole stays half-open for good, also when the toxic has gone, as one whose
     *     state a firewall forgot
     */
    record Timeout(Duration after) implements Toxic {
        static final Timeout BLACK_HOLE = new Timeout(Duration.ZERO);
    }

    /** The connection is cut with RST, that long after the next byte. */
    record ResetPeer(Duration after) implements Toxic {}

    /** Chunks come in small pieces, {@code averageSize} give or take {@code variation} bytes, with a pause behind each. */
    record Slicer(int averageSize, int variation, Duration pause) implements Toxic {}

    /** The connection is closed when so many bytes have come through since the toxic met it. */
    record LimitData(long bytes) implements Toxic {}
}
