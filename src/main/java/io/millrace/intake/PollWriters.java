package io.millrace.intake;

import io.millrace.event.Reading;
import io.millrace.store.BatchStore;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the writers of both topics share. */
@Singleton
record PollWriters(
        Positions positions,
        PartitionClaims claims,
        ChannelConsumers consumers,
        Drain drain,
        IntakeState state,
        IntakeConfig config,
        IntakeMetrics metrics) {

    @Inject
    PollWriters(
            Positions positions,
            @Identifier(PartitionClaims.NAME) PartitionClaims claims,
            ChannelConsumers consumers,
            Drain drain,
            IntakeState state,
            IntakeConfig config,
            IntakeMetrics metrics) {
        this.positions = positions;
        this.claims = claims;
        this.consumers = consumers;
        this.drain = drain;
        this.state = state;
        this.config = config;
        this.metrics = metrics;
    }

    <T> PollWriter<T> of(
            String channel, Function<ConsumerRecord<byte[], byte[]>, Reading<T>> reader, BatchStore<T> store) {
        return new PollWriter<>(channel, reader, new SliceWriter<>(store, state, metrics), this);
    }
}
