package io.millrace.store;

import java.util.Objects;

/** Where a partition with an incident goes on: at the start or the end of Kafka's log, or at an offset. */
public record Decision(String text) {
    /** Reads all that Kafka has; what is known already changes nothing. */
    public static final Decision START = new Decision("start");
    /** Passes over all that Kafka has now. */
    public static final Decision END = new Decision("end");

    private static final int LONGEST_OFFSET = 18;

    /** @throws IllegalArgumentException for anything but {@code start}, {@code end} and an offset */
    public Decision {
        Objects.requireNonNull(text);
        if (!text.equals("start") && !text.equals("end") && !isOffset(text)) {
            throw new IllegalArgumentException("start, end or an offset, not '" + text + "'");
        }
    }

    /** The offset that it means in a log; one that lies outside of it is drawn to the nearer bound. */
    public long offsetIn(long logStart, long logEnd) {
        return switch (text) {
            case "start" -> logStart;
            case "end" -> logEnd;
            default -> Math.max(logStart, Math.min(logEnd, Long.parseLong(text)));
        };
    }

    private static boolean isOffset(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_OFFSET
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
