package io.millrace.intake;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Makes the topics where they are missing, before the consumers start. */
@ApplicationScoped
public class TopicsAtStart {
    private static final Logger LOG = Logger.getLogger(TopicsAtStart.class);

    private final IntakeConfig config;
    private final BrokerAccess access;
    private final Topics topics;
    private final IntakeState state;

    TopicsAtStart(IntakeConfig config, BrokerAccess access, Topics topics, IntakeState state) {
        this.config = config;
        this.access = access;
        this.topics = topics;
        this.state = state;
    }

    // A broker that is away or says no does not stop the start: the consumers wait for the topic by themselves.
    void create(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
        if (!config.enabled()) {
            return;
        }
        access.requireUsable();
        for (String topic : List.of(config.liveEventsTopic(), config.profileStatsTopic())) {
            state.unassigned(topic);
            try {
                topics.createIfMissing(topic);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                LOG.warnf("topic not made: topic=%s reason=%s", topic, BrokerAccess.whyNot(e));
            }
        }
    }
}
