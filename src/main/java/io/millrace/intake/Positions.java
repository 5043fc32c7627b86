package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** The positions of every partition that Kafka has assigned to this process. Changed by the polling threads and by the writers. */
@ApplicationScoped
public class Positions {
    private final Map<TopicPartition, Position> positions = new ConcurrentHashMap<>();

    Optional<Position.Held> held(TopicPartition partition) {
        return positions.get(partition) instanceof Position.Held held ? Optional.of(held) : Optional.empty();
    }

    /** What is held now, of all partitions. */
    Map<TopicPartition, Position.Held> held() {
        Map<TopicPartition, Position.Held> held = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (position instanceof Position.Held it) {
                held.put(partition, it);
            }
        });
        return held;
    }

    boolean isLost(TopicPartition partition) {
        return positions.get(partition) instanceof Position.Lost;
    }

    void set(TopicPartition partition, Position position) {
        positions.put(partition, position);
    }

    /** Replaces what was held, unless the partition was claimed anew or taken away meanwhile. */
    void replace(TopicPartition partition, Position.Held expected, Position next) {
        positions.replace(partition, expected, next);
    }

    /** Stops the partition, unless it was claimed anew or taken away meanwhile. A batch in flight may move it on until then. */
    boolean refuse(TopicPartition partition, String topicId) {
        Position now = positions.computeIfPresent(
                partition,
                (key, position) ->
                        position instanceof Position.Held held && held.topicId().equals(topicId)
                                ? new Position.Refused()
                                : position);
        return now instanceof Position.Refused;
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
    }
}
