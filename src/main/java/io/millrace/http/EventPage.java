package io.millrace.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.millrace.query.Page;
import io.millrace.query.StreamEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events of a room.
 *
 * @param nextCursor gets the following page, which is older; null on the last one
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record EventPage(
        List<StreamEvent> items,
        @Nullable String nextCursor,
        @Nullable Instant asOf) implements Paged {
    public EventPage {
        items = List.copyOf(items);
    }

    static EventPage of(Page<StreamEvent> page, String list) {
        return new EventPage(page.items(), Cursor.write(page.next(), list), page.asOf());
    }
}
