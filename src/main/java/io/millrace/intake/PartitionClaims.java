package io.millrace.intake;

import io.millrace.store.Claim;
import io.millrace.store.Ledger;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

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

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 500;
    static final String TOPIC_RECREATED =
            "the topic was deleted and made again under this name; the books speak of the old one";

    private final Ledger ledger;
    private final Topics topics;
    private final Positions positions;
    private final IntakeState state;

    public PartitionClaims(Ledger ledger, Topics topics, Positions positions, IntakeState state) {
        this.ledger = ledger;
        this.topics = topics;
        this.positions = positions;
        this.state = state;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            claim(consumer, partition);
        }
        // Even where there are more consumers than partitions, and this one got none.
        consumer.subscription().forEach(state::assigned);
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        positions.forget(partitions);
        partitions.forEach(partition -> state.resumed(partition.toString()));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        onPartitionsRevoked(consumer, partitions);
    }

    /** Claims a partition again that another consumer had claimed, if Kafka still says that it is ours. On the polling thread. */
    void claimAgain(Consumer<?, ?> consumer, TopicPartition partition) {
        if (consumer.assignment().contains(partition) && positions.isLost(partition)) {
            claim(consumer, partition);
        }
    }

    private void claim(Consumer<?, ?> consumer, TopicPartition partition) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Position position = tryClaim(consumer, partition);
                positions.set(partition, position);
                if (position instanceof Position.Refused) {
                    state.paused(partition.toString(), TOPIC_RECREATED);
                } else {
                    state.resumed(partition.toString());
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                state.paused(partition.toString(), "cannot be claimed: " + rootOf(e));
                pauseBeforeRetry();
            }
        }
    }

    private Position tryClaim(Consumer<?, ?> consumer, TopicPartition partition)
            throws ExecutionException, InterruptedException, TimeoutException {
        String topicId = topics.idOf(partition.topic());
        Long logStart = consumer.beginningOffsets(List.of(partition), ANSWER).get(partition);
        Claim claim = ledger.claim(partition.topic(), topicId, partition.partition(), logStart == null ? 0 : logStart)
                .await()
                .atMost(ANSWER);
        if (claim instanceof Claim.Granted granted) {
            consumer.seek(partition, granted.nextOffset());
            return new Position.Held(topicId, granted.epoch(), granted.nextOffset(), null);
        }
        return new Position.Refused();
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
