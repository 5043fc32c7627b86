package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Why intake stands still, if it does. A change is logged once when it comes and once when it goes. */
@ApplicationScoped
public class IntakeState {
    /** What a pause of the whole process is called: no broker answers. */
    static final String BROKER = "kafka";
    /** The same for the database. */
    static final String DATABASE = "database";

    private static final Logger LOG = Logger.getLogger(IntakeState.class);

    private final Clock clock;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();
    private final Set<String> unassigned = new ConcurrentSkipListSet<>();
    private final Map<String, String> broken = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    public IntakeState() {
        this(Clock.systemUTC());
    }

    IntakeState(Clock clock) {
        this.clock = clock;
    }

    // Told anew with each try that fails, so an old one explains nothing any more.
    private record Pause(String reason, Instant lastTold) {}

    /** The consumers of the topic have no partition, and Kafka has not told them yet that this is as it should be. */
    void unassigned(String topic) {
        unassigned.add(topic);
    }

    /** Kafka has told the consumer of the topic which partitions are its own, be it none. */
    void assigned(String topic) {
        unassigned.remove(topic);
    }

    /** Topics whose consumer still waits for its first assignment. */
    Set<String> unassigned() {
        return Set.copyOf(unassigned);
    }

    /** The process ends: nothing new is begun, nothing is tried again. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Intake of this channel cannot go on, because the program is wrong: a restart may help. */
    void broken(String channel, String failure) {
        broken.put(channel, failure);
    }

    /** The channels whose intake cannot go on, and why. */
    Map<String, String> broken() {
        return Map.copyOf(broken);
    }

    /**
     * @param what a Kafka partition, a topic or a step of the start
     * @param reason for the operator
     */
    void paused(String what, String reason) {
        Pause before = pauses.put(what, new Pause(reason, clock.instant()));
        // Of a partition, each try may tell the same in other words.
        if (before == null || (what.equals(BROKER) && !before.reason().equals(reason))) {
            LOG.warnf("intake paused: partition=%s reason=%s", what, reason);
        }
    }

    void resumed(String what) {
        if (pauses.remove(what) != null) {
            LOG.infof("intake resumed: partition=%s", what);
        }
    }

    /**
     * Whether a pause was told of late that holds this partition up: of a server, of its topic, or of any partition of it, since no more is
     * polled for any of them once enough waits for that one.
     */
    boolean explains(TopicPartition partition, Duration late) {
        Instant since = clock.instant().minus(late);
        return isTold(pauses.get(BROKER), since)
                || isTold(pauses.get(DATABASE), since)
                || isTold(pauses.get(partition.topic()), since)
                || pauses.entrySet().stream()
                        .anyMatch(
                                it -> it.getKey().startsWith(partition.topic() + "-") && isTold(it.getValue(), since));
    }

    private static boolean isTold(@Nullable Pause pause, Instant since) {
        return pause != null && pause.lastTold().isAfter(since);
    }

    /** What stands still and why; empty when nothing does. */
    SortedMap<String, String> pauses() {
        SortedMap<String, String> reasons = new TreeMap<>();
        pauses.forEach((what, pause) -> reasons.put(what, pause.reason()));
        return reasons;
    }
}
