package io.millrace.ops.generator;

/** In whose words an event is written. */
public enum Shape {
    /** The envelope around a message of family c, as TikTok-Live-Connector from 2.4 on emits it. */
    ENVELOPE,
    /** The envelope around the columns of {@code live_events}. */
    CANONICAL,
    /**
     * A bare object: the columns of {@code live_events} but {@code raw}, all of them, in one order, {@code null} where
     * there is nothing; ids as numbers, times as epoch milliseconds. The values are those that Millrace stores of
     * {@link #ENVELOPE}. For other sinks: Millrace itself refuses it.
     */
    FLAT
}
