package io.millrace.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader is told. */
public interface Answer {
    /** The newest commit among what it is made of, UTC; null where that has none. */
    @Nullable
    Instant asOf();
}
