package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Reading;
import io.millrace.event.RefusalReason;
import io.millrace.store.DeadLetter;
import io.millrace.store.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadRecordTest {
    @ParameterizedTest
    @CsvSource({
        "1763600000123, 2025-11-20T00:53:20.123Z",
        "0, 1970-01-01T00:00:00Z",
        "253402300799999, 9999-12-31T23:59:59.999Z",
        "-1, ",
        "253402300800000, ",
        "9223372036854775807, "
    })
    void aLetterKeepsTheRecordsTimeWhereItIsOneThatPostgresCanKeep(long timestamp, @Nullable Instant kept) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "t",
                0,
                5,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                1,
                null,
                new byte[] {1},
                new RecordHeaders(),
                Optional.empty());
        ReadRecord<String> refused =
                new ReadRecord<>(record, new Reading.Refused<>(RefusalReason.BAD_ID, "said the test"), Instant.EPOCH);

        List<DeadLetter> letters = ReadRecord.batchOf(new Slice("t", "id", 0, 1, 5, 6), List.of(refused))
                .deadLetters();

        assertThat(letters).extracting(DeadLetter::recordedAt).containsExactly(kept);
    }
}
