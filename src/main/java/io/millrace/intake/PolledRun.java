package io.millrace.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What one poll brought of one Kafka partition, in the guise of the last record of it. */
final class PolledRun extends ConsumerRecord<byte[], byte[]> {
    private final List<ConsumerRecord<byte[], byte[]>> records;

    /** @param records at least one, in the order of their offsets */
    PolledRun(List<ConsumerRecord<byte[], byte[]>> records) {
        this(records, records.get(records.size() - 1));
    }

    // With headers of its own: the connector writes into them.
    private PolledRun(List<ConsumerRecord<byte[], byte[]>> records, ConsumerRecord<byte[], byte[]> last) {
        super(
                last.topic(),
                last.partition(),
                last.offset(),
                last.timestamp(),
                TimestampType.NO_TIMESTAMP_TYPE,
                NULL_SIZE,
                NULL_SIZE,
                null,
                null,
                new RecordHeaders(),
                last.leaderEpoch());
        this.records = records;
    }

    /** The records themselves, whether they come as a run or as Kafka's client hands them out. */
    static List<ConsumerRecord<byte[], byte[]>> unwrapped(List<ConsumerRecord<byte[], byte[]>> polled) {
        return polled.size() == 1 && polled.get(0) instanceof PolledRun run ? run.records : polled;
    }
}
