package io.millrace.intake;

import io.millrace.event.Reading;
import io.millrace.event.RefusalReason;
import io.millrace.store.Batch;
import io.millrace.store.DeadLetter;
import io.millrace.store.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came, beside what it was read as.
 *
 * @param <T> what an accepted record holds
 */
record ReadRecord<T>(ConsumerRecord<byte[], byte[]> record, Reading<T> reading, Instant receivedAt) {
    private static final long LATEST_MILLIS =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    boolean isAccepted() {
        return reading instanceof Reading.Accepted;
    }

    /** The same record as a dead letter, because PostgreSQL alone refused it. */
    ReadRecord<T> rejectedByDatabase(String detail) {
        return new ReadRecord<>(record, new Reading.Refused<>(RefusalReason.REJECTED_BY_DATABASE, detail), receivedAt);
    }

    static <T> Batch<T> batchOf(Slice slice, List<ReadRecord<T>> records) {
        List<T> accepted = new ArrayList<>(records.size());
        List<DeadLetter> deadLetters = new ArrayList<>();
        for (ReadRecord<T> record : records) {
            if (record.reading() instanceof Reading.Accepted<T> it) {
                accepted.add(it.value());
            } else if (record.reading() instanceof Reading.Refused<T> refused) {
                deadLetters.add(record.deadLetter(refused));
            }
        }
        return new Batch<>(slice, accepted, deadLetters);
    }

    private DeadLetter deadLetter(Reading.Refused<T> refused) {
        return new DeadLetter(
                record.offset(),
                receivedAt,
                recordedAt(),
                refused.reason(),
                refused.detail(),
                record.key(),
                record.value(),
                headers());
    }

    // Any number may stand there: a producer sets it. One that is no time in PostgreSQL must not keep the letter from
    // being written.
    private @Nullable Instant recordedAt() {
        long millis = record.timestamp();
        return millis >= 0 && millis <= LATEST_MILLIS ? Instant.ofEpochMilli(millis) : null;
    }

    private List<DeadLetter.Header> headers() {
        List<DeadLetter.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new DeadLetter.Header(header.key(), header.value()));
        }
        return headers;
    }
}
