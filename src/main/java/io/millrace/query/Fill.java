package io.millrace.query;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a bucket of a series holds in which nothing happened, where the reader wants it to stand there. */
public enum Fill {
    /** Nothing, so that a chart shows a gap. */
    NULL,
    /** Zeros for what is counted; what is measured stays unknown. */
    ZERO;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }

    @Nullable
    Long count() {
        return this == ZERO ? Long.valueOf(0) : null;
    }
}
