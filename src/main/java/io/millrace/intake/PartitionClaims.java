package io.millrace.intake;

import io.millrace.store.Claim;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims each partition that Kafka assigns, and seeks to where the ledger stands, whatever Kafka's own committed offset says.
 *
 * <p>Runs on the polling threads, which may block: nothing of a partition may be read before it is claimed. While the database or the
 * broker does not answer, it tries again; a poll that comes too late for Kafka only leads to another assignment.
 */
@ApplicationScoped
@Identifier(PartitionClaims.NAME)
public class PartitionClaims implements KafkaConsumerRebalanceListener {
    static final String NAME = "partition-claims";

    private static final Logger LOG = Logger.getLogger(PartitionClaims.class);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 500;

    private final Ledger ledger;
    private final Topics topics;
    private final Positions positions;
    private final IntakeState state;
    private final IntakeConfig config;

    public PartitionClaims(Ledger ledger, Topics topics, Positions positions, IntakeState state, IntakeConfig config) {
        this.ledger = ledger;
        this.topics = topics;
        this.positions = positions;
        this.state = state;
        this.config = config;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            claim(consumer, partition);
        }
        // Even where there are more consumers than partitions, and this one got none.
        consumer.subscription().forEach(state::assigned);
    }

    // Called for those that are lost, too: those, another consumer of this process may have claimed since.
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : positions.forget(consumer, partitions)) {
            state.resumed(partition.toString());
            if (positions.of(partition.topic()).isEmpty()) {
                state.unassigned(partition.topic());
            }
        }
    }

    /** Claims a partition again that was lost or stopped, if Kafka still says that it is ours. On the polling thread. */
    void claimAgain(Consumer<?, ?> consumer, TopicPartition partition) {
        if (consumer.assignment().contains(partition)
                && (positions.isLost(partition) || positions.isStopped(partition))) {
            claim(consumer, partition);
        }
    }

    private void claim(Consumer<?, ?> consumer, TopicPartition partition) {
        while (!Thread.currentThread().isInterrupted() && !state.isStopping()) {
            try {
                take(consumer, partition);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                state.paused(partition.toString(), "cannot be claimed: " + rootOf(e));
                pauseBeforeRetry();
            }
        }
    }

    private void take(Consumer<?, ?> consumer, TopicPartition partition)
            throws ExecutionException, InterruptedException, TimeoutException {
        LogBounds log = bounds(partition);
        if (log == null) {
            // Kafka will take it away with the next poll, for which this thread must be free; until then the watch
            // tries again.
            positions.set(consumer, partition, new Position.Lost());
            state.resumed(partition.toString());
            return;
        }
        Claim claim = ledger.claim(
                        partition.topic(),
                        partition.partition(),
                        log,
                        config.lostOffsets().decision())
                .await()
                .atMost(ANSWER);
        if (claim instanceof Claim.Granted granted) {
            consumer.seek(partition, granted.nextOffset());
            if (positions.isStopped(partition)) {
                resume(consumer, partition);
            }
            positions.set(consumer, partition, new Position.Held(log.topicId(), granted.epoch(), granted.nextOffset()));
            state.resumed(partition.toString());
        } else if (claim instanceof Claim.Stopped stopped) {
            // A place that exists, or Kafka's client would ask for one with every poll.
            consumer.seek(partition, log.end());
            consumer.pause(List.of(partition));
            LOG.warnf(
                    "partition stopped, an operator decides: partition=%s incident=%s",
                    partition, stopped.incident().code());
            positions.set(consumer, partition, new Position.Stopped(stopped.incident()));
            state.resumed(partition.toString());
        }
    }

    /** What Kafka has of the partition; null where there is no such partition, or no such topic. */
    private @Nullable LogBounds bounds(TopicPartition partition)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return topics.look(partition.topic(), List.of(partition)).logs().get(partition);
        } catch (ExecutionException e) {
            if (Topics.isMissing(e)) {
                return null;
            }
            throw e;
        }
    }

    // Where those that are read are paused too, that is back-pressure, which ends for all of them at once.
    private void resume(Consumer<?, ?> consumer, TopicPartition partition) {
        Set<TopicPartition> read = new HashSet<>(consumer.assignment());
        read.remove(partition);
        read.removeIf(positions::isStopped);
        if (read.isEmpty() || !consumer.paused().containsAll(read)) {
            consumer.resume(List.of(partition));
        }
    }

    private static void pauseBeforeRetry() {
        try {
            synchronized (PartitionClaims.class) {
                PartitionClaims.class.wait(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
