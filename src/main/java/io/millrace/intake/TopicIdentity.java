package io.millrace.intake;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Sees that a topic is still the one that was claimed. A topic that is deleted and made again at once may bring no rebalance, and so no
 * claim that would notice it; its new records stand at offsets that the books have passed.
 */
@ApplicationScoped
public class TopicIdentity {
    private static final Logger LOG = Logger.getLogger(TopicIdentity.class);

    private final Positions positions;
    private final Topics topics;
    private final IntakeState state;

    TopicIdentity(Positions positions, Topics topics, IntakeState state) {
        this.positions = positions;
        this.topics = topics;
        this.state = state;
    }

    /** Blocks on the broker, on a worker thread. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        Map<TopicPartition, Position.Held> held = positions.held();
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<TopicPartition, Position.Held> it : held.entrySet()) {
            String topic = it.getKey().topic();
            try {
                if (!ids.containsKey(topic)) {
                    ids.put(topic, topics.idOf(topic));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                // The broker is away, or the topic is: nothing comes from either.
                LOG.debugf("topic not looked at: topic=%s reason=%s", topic, e.getMessage());
                return;
            }
            String claimed = it.getValue().topicId();
            if (!claimed.equals(ids.get(topic)) && positions.refuse(it.getKey(), claimed)) {
                state.paused(it.getKey().toString(), PartitionClaims.TOPIC_RECREATED);
            }
        }
    }
}
