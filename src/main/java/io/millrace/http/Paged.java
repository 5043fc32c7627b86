package io.millrace.http;

import io.millrace.query.Answer;
import org.jspecify.annotations.Nullable;

/** An answer that is one page of a list. */
interface Paged extends Answer {
    /** Gets the following page; null on the last one. */
    @Nullable
    String nextCursor();
}
