package io.millrace.intake;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Commits to Kafka what the ledger says, for tools that show lag. Nothing of ours ever reads it back. */
@ApplicationScoped
public class OffsetMirror {
    private static final Logger LOG = Logger.getLogger(OffsetMirror.class);
    private static final Duration AT_STOP = Duration.ofSeconds(2);

    private final ChannelConsumers consumers;
    private final Positions positions;
    private final IntakeState state;
    private final Map<TopicPartition, Position.Held> mirrored = new ConcurrentHashMap<>();

    OffsetMirror(ChannelConsumers consumers, Positions positions, IntakeState state) {
        this.consumers = consumers;
        this.positions = positions;
        this.state = state;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> mirror() {
        if (state.isStopping()) {
            return Uni.createFrom().voidItem();
        }
        return onAll(this::commit)
                .onFailure()
                .invoke(failure -> LOG.debugf("offsets not mirrored: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** The last time, before the consumers leave their groups. */
    Uni<Void> mirrorBeforeStop() {
        return onAll(consumer -> {
            Map<TopicPartition, OffsetAndMetadata> offsets = offsets(consumer, new HashMap<>());
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, AT_STOP);
            }
        });
    }

    private Uni<Void> onAll(java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        return consumers
                .each(LiveEventIntake.CHANNEL, action)
                .chain(() -> consumers.each(ProfileIntake.CHANNEL, action));
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Position.Held> moved = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(consumer, moved);
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (committed, failure) -> {
                if (failure == null) {
                    mirrored.putAll(moved);
                }
            });
        }
    }

    // A position whose partition was claimed anew differs by its epoch.
    private Map<TopicPartition, OffsetAndMetadata> offsets(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Position.Held> moved) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions
                    .held(partition)
                    .filter(held -> !held.equals(mirrored.get(partition)))
                    .ifPresent(held -> {
                        offsets.put(partition, new OffsetAndMetadata(held.nextOffset()));
                        moved.put(partition, held);
                    });
        }
        return offsets;
    }
}
