package io.millrace.intake;

import io.millrace.store.IncidentKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** The positions of every partition that Kafka has assigned to this process. Changed by the polling threads, the writers and the watch. */
@ApplicationScoped
public class Positions {
    private final Map<TopicPartition, Position> positions = new ConcurrentHashMap<>();

    Optional<Position.Held> held(TopicPartition partition) {
        return positions.get(partition) instanceof Position.Held held ? Optional.of(held) : Optional.empty();
    }

    /** The positions of a topic, as of now. */
    Map<TopicPartition, Position> of(String topic) {
        Map<TopicPartition, Position> found = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (partition.topic().equals(topic)) {
                found.put(partition, position);
            }
        });
        return found;
    }

    boolean isLost(TopicPartition partition) {
        return positions.get(partition) instanceof Position.Lost;
    }

    boolean isStopped(TopicPartition partition) {
        return positions.get(partition) instanceof Position.Stopped;
    }

    /** The partitions that wait for an operator, and why. */
    Map<String, String> stopped() {
        Map<String, String> stopped = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (position instanceof Position.Stopped it) {
                stopped.put(partition.toString(), it.incident().meaning());
            }
        });
        return stopped;
    }

    void set(TopicPartition partition, Position position) {
        positions.put(partition, position);
    }

    /** Replaces what was held, unless the partition was claimed anew or taken away meanwhile. */
    void replace(TopicPartition partition, Position.Held expected, Position next) {
        positions.replace(partition, expected, next);
    }

    /**
     * Stops the partition, unless it was claimed anew or taken away meanwhile. A batch in flight may move it on until then.
     *
     * @return whether it was stopped now
     */
    boolean stop(TopicPartition partition, long epoch, IncidentKind incident) {
        Position stopped = new Position.Stopped(incident);
        return positions.computeIfPresent(
                        partition,
                        (key, position) ->
                                position instanceof Position.Held held && held.epoch() == epoch ? stopped : position)
                == stopped;
    }

    /** Gives the partition up, to be claimed anew, unless it was claimed anew or taken away meanwhile. */
    void lose(TopicPartition partition, long epoch) {
        positions.computeIfPresent(
                partition,
                (key, position) -> position instanceof Position.Held held && held.epoch() == epoch
                        ? new Position.Lost()
                        : position);
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
    }
}
