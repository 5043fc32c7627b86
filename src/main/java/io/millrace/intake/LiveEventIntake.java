package io.millrace.intake;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.EventType;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.Reading;
import io.millrace.store.BatchStore;
import io.millrace.store.StoreConfig;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes the polls of live events. A poll is acknowledged when it is committed, which only mirrors our position to Kafka. */
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
            Positions positions,
            @Identifier(PartitionClaims.NAME) PartitionClaims claims,
            IntakeState state,
            KafkaClientService kafka,
            IntakeMetrics metrics) {
        this.metrics = metrics;
        reader = new LiveEventReader(
                new AcceptedWindow(config.acceptedPast(), config.acceptedFuture()),
                storeConfig.raw(),
                config.maxRecordBytes(),
                Clock.systemUTC());
        writer = new PollWriter<>(
                CHANNEL,
                this::read,
                new SliceWriter<>(store, state, metrics),
                positions,
                claims,
                kafka,
                config,
                metrics,
                Clock.systemUTC());
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
