package io.millrace.store;

import io.millrace.event.RefusalReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be stored, as it came.
 *
 * @param recordedAt the Kafka record's own timestamp; null where it has none that PostgreSQL could keep
 * @param detail for the operator; names the field at fault where there is one
 * @param key null where the record had none; likewise {@code value}
 */
public record DeadLetter(
        long offset,
        Instant receivedAt,
        @Nullable Instant recordedAt,
        RefusalReason reason,
        String detail,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    /** A header of the record; names may repeat. */
    public record Header(String name, byte @Nullable [] value) {}
}
