package io.millrace.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a list.
 *
 * @param next where the following page starts; null on the last one
 * @param asOf the newest commit among the items; null where there is none
 */
public record Page<T>(
        List<T> items, @Nullable Keyset next, @Nullable Instant asOf) {
    public Page {
        items = List.copyOf(items);
    }
}
