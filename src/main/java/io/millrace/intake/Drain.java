package io.millrace.intake;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The hand-over at a stop: nothing new is begun, what is being written is waited for, the offsets are mirrored; then the consumers leave
 * their groups, and another instance goes on at once. What is not written by then is rolled back, and read again by whoever comes next.
 */
@ApplicationScoped
public class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration MIRROR = Duration.ofSeconds(3);

    private final IntakeConfig config;
    private final IntakeState state;
    private final OffsetMirror mirror;
    // One party for each transaction that is being written, and one for the stop itself.
    private final Phaser writing = new Phaser(1);

    public Drain(IntakeConfig config, IntakeState state, OffsetMirror mirror) {
        this.config = config;
        this.state = state;
        this.mirror = mirror;
    }

    /** A transaction is about to be written; {@link #ended} must follow, whatever happens. */
    void begun() {
        writing.register();
    }

    void ended() {
        writing.arriveAndDeregister();
    }

    // Before the consumers are closed and the pool with them.
    void drain(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent stop) {
        if (!config.enabled()) {
            return;
        }
        state.stop();
        try {
            writing.awaitAdvanceInterruptibly(writing.arrive(), config.drain().toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("drained: every batch that was begun is written or given up");
        } catch (TimeoutException e) {
            LOG.warnf("not drained within %s: what is being written is rolled back and read again", config.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mirror.mirrorBeforeStop()
                .ifNoItem()
                .after(MIRROR)
                .fail()
                .onFailure()
                .invoke(failure -> LOG.debugf("offsets not mirrored: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
    }
}
