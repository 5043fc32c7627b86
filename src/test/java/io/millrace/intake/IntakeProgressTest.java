package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.IncidentKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IntakeProgressTest {
    private static final String TOPIC = "tiktok.live-events";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 3);
    private static final Duration T = Duration.ofMinutes(5);

    private final Hand hand = new Hand();
    private final IntakeState state = new IntakeState(hand);
    private final IntakeProgress progress = new IntakeProgress(state, hand::nanos);

    @Test
    void aPartitionThatLagsWithoutACommitIsStuckAfterThatTime() {
        for (int i = 0; i < 150; i++) {
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).isEmpty();

        look(Duration.ofSeconds(2), 7, 100);
        look(Duration.ofSeconds(2), 7, 100);

        assertThat(progress.stuck(T)).containsOnlyKeys(PARTITION.toString());
    }

    @Test
    void aPartitionThatMovesOrHasNothingToReadIsNot() {
        for (int i = 0; i < 400; i++) {
            look(Duration.ofSeconds(2), i / 100, 100);
        }
        assertThat(progress.stuck(T)).isEmpty();

        for (int i = 0; i < 400; i++) {
            look(Duration.ofSeconds(2), 50, 0);
        }
        assertThat(progress.stuck(T)).isEmpty();
    }

    @Test
    void aFaultOfTheEnvironmentExplainsItAsLongAsItIsTold() {
        for (int i = 0; i < 600; i++) {
            state.paused(PARTITION.toString(), "SQLSTATE 57P03: starting up");
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).as("twenty minutes without a database").isEmpty();

        for (int i = 0; i < 200; i++) {
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T))
                .as("nobody tries any more, though the reason still stands there")
                .isNotEmpty();
    }

    @Test
    void aBrokerThatIsAwayExplainsEveryPartition() {
        for (int i = 0; i < 600; i++) {
            state.paused(IntakeState.BROKER, "the broker does not answer");
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).isEmpty();
    }

    @Test
    void aPartitionWaitsForTheOthersOfItsTopicAndForTheBooks() {
        for (int i = 0; i < 600; i++) {
            state.paused(i < 300 ? TOPIC + "-5" : IntakeState.DATABASE, "SQLSTATE 57P03: starting up");
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).isEmpty();

        for (int i = 0; i < 200; i++) {
            state.paused("tiktok.profile-stats-3", "another topic");
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).isNotEmpty();
    }

    @Test
    void aProcessThatWasFrozenIsNotStuckWhenItWakes() {
        look(Duration.ofSeconds(2), 7, 100);

        look(Duration.ofHours(1), 7, 100);

        assertThat(progress.stuck(T)).isEmpty();
    }

    @Test
    void aPartitionThatIsStoppedOrTakenAwayIsNotWaitedFor() {
        for (int i = 0; i < 200; i++) {
            look(Duration.ofSeconds(2), 7, 100);
        }
        assertThat(progress.stuck(T)).isNotEmpty();

        progress.seen(TOPIC, Map.of(PARTITION, new Position.Stopped(IncidentKind.TOPIC_RECREATED)), Map.of());

        assertThat(progress.stuck(T)).isEmpty();
    }

    private void look(Duration later, long nextOffset, long lag) {
        hand.move(later);
        progress.seen(TOPIC, Map.of(PARTITION, new Position.Held("id", 1, nextOffset)), Map.of(PARTITION, lag));
    }

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
