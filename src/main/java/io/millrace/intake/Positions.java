package io.millrace.intake;

import io.millrace.store.IncidentKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The positions of every partition that Kafka has assigned to this process, each with the consumer that claimed it. Changed by the
 * polling threads, the writers and the watch.
 */
@ApplicationScoped
public class Positions {
    private final Map<TopicPartition, Claimed> claimed = new ConcurrentHashMap<>();

    /** A position moves and changes; it stays with the consumer that claimed it until another one does. */
    private record Claimed(Consumer<?, ?> claimant, Position position) {
        Claimed at(Position next) {
            return new Claimed(claimant, next);
        }
    }

    Optional<Position.Held> held(TopicPartition partition) {
        return at(partition) instanceof Position.Held held ? Optional.of(held) : Optional.empty();
    }

    /** The positions of a topic, as of now. */
    Map<TopicPartition, Position> of(String topic) {
        Map<TopicPartition, Position> found = new HashMap<>();
        claimed.forEach((partition, it) -> {
            if (partition.topic().equals(topic)) {
                found.put(partition, it.position());
            }
        });
        return found;
    }

    boolean isLost(TopicPartition partition) {
        return at(partition) instanceof Position.Lost;
    }

    boolean isStopped(TopicPartition partition) {
        return at(partition) instanceof Position.Stopped;
    }

    private @Nullable Position at(TopicPartition partition) {
        Claimed it = claimed.get(partition);
        return it == null ? null : it.position();
    }

    /** The partitions that wait for an operator, and why. */
    Map<String, String> stopped() {
        Map<String, String> stopped = new HashMap<>();
        claimed.forEach((partition, it) -> {
            if (it.position() instanceof Position.Stopped position) {
                stopped.put(partition.toString(), position.incident().meaning());
            }
        });
        return stopped;
    }

    /** What the consumer has found in claiming the partition. */
    void set(Consumer<?, ?> claimant, TopicPartition partition, Position position) {
        claimed.put(partition, new Claimed(claimant, position));
    }

    /** Replaces what was held, unless the partition was claimed anew or taken away meanwhile. */
    void replace(TopicPartition partition, Position.Held expected, Position next) {
        claimed.computeIfPresent(partition, (key, it) -> it.position().equals(expected) ? it.at(next) : it);
    }

    /**
     * Stops the partition, unless it was claimed anew or taken away meanwhile. A batch in flight may move it on until then.
     *
     * @return whether it was stopped now
     */
    boolean stop(TopicPartition partition, long epoch, IncidentKind incident) {
        Position stopped = new Position.Stopped(incident);
        Claimed now = claimed.computeIfPresent(partition, (key, it) -> isHeld(it, epoch) ? it.at(stopped) : it);
        return now != null && now.position() == stopped;
    }

    /** Gives the partition up, to be claimed anew, unless it was claimed anew or taken away meanwhile. */
    void lose(TopicPartition partition, long epoch) {
        claimed.computeIfPresent(partition, (key, it) -> isHeld(it, epoch) ? it.at(new Position.Lost()) : it);
    }

    private static boolean isHeld(Claimed it, long epoch) {
        return it.position() instanceof Position.Held held && held.epoch() == epoch;
    }

    /**
     * Marks to be claimed again a partition that the consumer was assigned and that has no position.
     *
     * @return whether it had none
     */
    boolean loseIfMissing(Consumer<?, ?> assigned, TopicPartition partition) {
        return claimed.putIfAbsent(partition, new Claimed(assigned, new Position.Lost())) == null;
    }

    /**
     * Forgets what the consumer has claimed, but not what another one has claimed since: it may hear late of a loss.
     *
     * @return what was forgotten
     */
    Set<TopicPartition> forget(Consumer<?, ?> claimant, Collection<TopicPartition> partitions) {
        Set<TopicPartition> forgotten = new HashSet<>();
        for (TopicPartition partition : partitions) {
            claimed.computeIfPresent(partition, (key, it) -> {
                if (it.claimant() != claimant) {
                    return it;
                }
                forgotten.add(partition);
                return null;
            });
        }
        return forgotten;
    }
}
