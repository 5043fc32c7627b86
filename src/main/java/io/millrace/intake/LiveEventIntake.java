package io.millrace.intake;

import io.millrace.event.EventType;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.Reading;
import io.millrace.store.BatchStore;
import io.millrace.store.StoreConfig;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes the polls of live events. The ledger keeps the positions; an acknowledgement of ours means nothing to Kafka. */
@ApplicationScoped
public class LiveEventIntake {
    static final String CHANNEL = "live-events";

    private final LiveEventReader reader;
    private final IntakeMetrics metrics;
    private final PollWriter<LiveEvent> writer;

    LiveEventIntake(
            IntakeConfig config,
            StoreConfig storeConfig,
            BatchStore<LiveEvent> store,
            PollWriters writers,
            IntakeMetrics metrics) {
        this.metrics = metrics;
        reader = RecordReaders.liveEvents(config, storeConfig, Clock.systemUTC());
        writer = writers.of(CHANNEL, this::read, store);
    }

    @Incoming(CHANNEL)
    Uni<Void> take(ConsumerRecords<byte[], byte[]> poll) {
        return writer.write(poll);
    }

    private Reading<LiveEvent> read(ConsumerRecord<byte[], byte[]> record) {
        Reading<LiveEvent> reading = reader.read(record.value(), record.timestamp());
        if (reading instanceof Reading.Accepted<LiveEvent> accepted
                && accepted.value().type() == EventType.OTHER) {
            metrics.otherType(accepted.value().typeName());
        }
        return reading;
    }
}
