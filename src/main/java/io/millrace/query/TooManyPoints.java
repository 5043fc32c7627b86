package io.millrace.query;

/** A series would be longer than what one answer holds; a narrower range or a wider bucket helps. */
public final class TooManyPoints extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Bounds the points of one series: a chart shows no more, and a browser parses it in a moment. */
    public static final int LIMIT = 2000;

    TooManyPoints() {
        super("more than " + LIMIT + " points");
    }
}
