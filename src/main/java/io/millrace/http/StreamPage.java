package io.millrace.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.millrace.query.Page;
import io.millrace.query.StreamSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some broadcasts.
 *
 * @param nextCursor gets the following page; null on the last one
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StreamPage(
        List<StreamSummary> items,
        @Nullable String nextCursor,
        @Nullable Instant asOf) implements Paged {
    public StreamPage {
        items = List.copyOf(items);
    }

    static StreamPage of(Page<StreamSummary> page, String list) {
        return new StreamPage(page.items(), Cursor.write(page.next(), list), page.asOf());
    }
}
