package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RunPerPartitionTest {
    private static final TopicPartition ONE = new TopicPartition("t", 0);
    private static final TopicPartition OTHER = new TopicPartition("t", 1);

    private final List<ConsumerRecord<byte[], byte[]>> ofOne = records(ONE, 7, 8, 11);
    private final List<ConsumerRecord<byte[], byte[]>> ofOther = records(OTHER, 3);
    private final ConsumerRecords<byte[], byte[]> poll = new RunPerPartition()
            .onConsume(new ConsumerRecords<>(
                    Map.of(ONE, ofOne, OTHER, ofOther),
                    Map.of(ONE, new OffsetAndMetadata(13), OTHER, new OffsetAndMetadata(4))));

    @Test
    void theConnectorSeesOneRecordOfEachPartition() {
        assertThat(poll.count()).isEqualTo(2);
        assertThat(poll.records(ONE)).singleElement().returns(11L, ConsumerRecord::offset);
        assertThat(poll.records(OTHER)).singleElement().returns(3L, ConsumerRecord::offset);
    }

    @Test
    void weSeeThemAll() {
        assertThat(Chunk.of(poll, ONE)).isEqualTo(new Chunk(ONE, ofOne, 13));
        assertThat(Chunk.of(poll, OTHER)).isEqualTo(new Chunk(OTHER, ofOther, 4));
    }

    // As the connector does with each message that it makes.
    @Test
    void whatIsWrittenIntoTheHeadersOfARunShowsInNoneOfItsRecords() {
        poll.forEach(run -> run.headers().add("traceparent", new byte[] {1}));

        assertThat(Chunk.of(poll, ONE).records()).hasSize(3).allSatisfy(record -> assertThat(record.headers())
                .isEmpty());
    }

    // As the connector does with a poll that waits while a partition is taken away.
    @Test
    void aPollThatIsPutTogetherAnewLosesNone() {
        Chunk chunk = Chunk.of(new ConsumerRecords<>(Map.of(ONE, poll.records(ONE)), Map.of()), ONE);

        assertThat(chunk).isEqualTo(new Chunk(ONE, ofOne, 12));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition partition, long... offsets) {
        return LongStream.of(offsets)
                .mapToObj(offset -> new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[] {'{', '}'}))
                .toList();
    }
}
