package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jboss.logging.Logger;

/** Why intake stands still, if it does. A change is logged once when it comes and once when it goes. */
@ApplicationScoped
public class IntakeState {
    private static final Logger LOG = Logger.getLogger(IntakeState.class);

    private final Map<String, String> pauses = new ConcurrentHashMap<>();
    private final Set<String> unassigned = new ConcurrentSkipListSet<>();

    /** A consumer of the topic starts; it has nothing to read before Kafka has heard of it. */
    void starting(String topic) {
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

    /**
     * @param what a Kafka partition or a step of the start
     * @param reason for the operator
     */
    void paused(String what, String reason) {
        if (pauses.put(what, reason) == null) {
            LOG.warnf("intake paused: partition=%s reason=%s", what, reason);
        }
    }

    void resumed(String what) {
        if (pauses.remove(what) != null) {
            LOG.infof("intake resumed: partition=%s", what);
        }
    }

    /** What stands still and why; empty when nothing does. */
    SortedMap<String, String> pauses() {
        return new TreeMap<>(pauses);
    }
}
