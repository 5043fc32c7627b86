package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How long each partition has lagged without a commit and without a reason. A fault of the environment is a reason as long as it is told
 * anew; a process that merely stands still has none.
 */
@ApplicationScoped
public class IntakeProgress {
    // A process that was frozen has not stood still by itself all that time.
    private static final Duration LONGEST_STEP = Duration.ofSeconds(10);
    private static final Duration DOUBTFUL = Duration.ofSeconds(20);
    // Each try that fails tells its reason; the longest pause between two is a statement's bound and a back-off.
    private static final Duration TOLD_OF_LATE = Duration.ofSeconds(60);

    private final IntakeState state;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Standing> standing = new ConcurrentHashMap<>();
    private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();

    @Inject
    public IntakeProgress(IntakeState state) {
        this(state, System::nanoTime);
    }

    IntakeProgress(IntakeState state, LongSupplier nanos) {
        this.state = state;
        this.nanos = nanos;
    }

    /**
     * @param nextOffset where it stands
     * @param unexplained for how long it has stood there, with records to read and no reason not to
     */
    private record Standing(long nextOffset, Duration unexplained) {}

    /**
     * What one look has seen of a topic.
     *
     * @param lags records behind, of those partitions of which it is known; of the others the last known lag may last
     */
    void seen(String topic, Map<TopicPartition, Position> ours, Map<TopicPartition, Long> lags) {
        Duration step = step(topic);
        Set<TopicPartition> held = new HashSet<>();
        ours.forEach((partition, position) -> {
            if (position instanceof Position.Held it) {
                held.add(partition);
                standing.compute(partition, (key, before) -> next(partition, it, lags.get(partition), before, step));
            }
        });
        standing.keySet().removeIf(partition -> partition.topic().equals(topic) && !held.contains(partition));
    }

    private Duration step(String topic) {
        long now = nanos.getAsLong();
        Long before = lastSeen.put(topic, now);
        Duration step = before == null ? Duration.ZERO : Duration.ofNanos(now - before);
        return step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP;
    }

    private Standing next(
            TopicPartition partition,
            Position.Held held,
            @Nullable Long lag,
            @Nullable Standing before,
            Duration step) {
        boolean idle = lag != null && lag <= 0;
        if (before == null
                || before.nextOffset() != held.nextOffset()
                || idle
                || state.explains(partition, TOLD_OF_LATE)) {
            return new Standing(held.nextOffset(), Duration.ZERO);
        }
        return new Standing(held.nextOffset(), before.unexplained().plus(step));
    }

    /** Whether a partition has stood still for a while without a reason, so that it is worth a closer look. */
    boolean isDoubtful(TopicPartition partition) {
        Standing it = standing.get(partition);
        return it != null && it.unexplained().compareTo(DOUBTFUL) > 0;
    }

    /** Partitions that have stood still without a reason for longer than this, and for how long. */
    SortedMap<String, Duration> stuck(Duration longerThan) {
        SortedMap<String, Duration> stuck = new TreeMap<>();
        standing.forEach((partition, it) -> {
            if (it.unexplained().compareTo(longerThan) > 0) {
                stuck.put(partition.toString(), it.unexplained());
            }
        });
        return stuck;
    }
}
