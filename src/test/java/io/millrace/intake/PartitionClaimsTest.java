package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.StoreDatabase;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two consumers of one process, on the real store; what Kafka tells them, and when, is what is varied. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionClaimsTest {
    private static final IntakeConfig CONFIG = IntakeParts.config();
    private static final String TOPIC = CONFIG.liveEventsTopic();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private StoreDatabase database;
    private IntakeState state;
    private Positions positions;
    private PartitionClaims claims;
    private TopicWatch watch;
    private LongLogs topics;
    private MockConsumer<byte[], byte[]> former;
    private MockConsumer<byte[], byte[]> present;

    @BeforeAll
    void open() {
        database = new StoreDatabase("claims");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void start() {
        database.clear();
        state = new IntakeState();
        positions = new Positions();
        former = subscribed();
        present = subscribed();
        Ledger ledger = new Ledger(database.pool());
        topics = new LongLogs();
        claims = new PartitionClaims(ledger, topics, positions, state, CONFIG);
        watch = new TopicWatch(
                CONFIG,
                topics,
                positions,
                claims,
                new Both(List.of(former, present)),
                ledger,
                state,
                new IntakeProgress(state),
                new IntakeMetrics(new SimpleMeterRegistry()));
    }

    @Test
    void whatIsTakenFromWhoClaimedItIsForgotten() {
        assigned(former);
        state.paused(PARTITION.toString(), "the disk is full");

        taken(former);

        assertThat(positions.of(TOPIC)).isEmpty();
        assertThat(state.unassigned()).containsExactly(TOPIC);
        assertThat(state.pauses()).isEmpty();
    }

    @Test
    void whoHearsLateThatAPartitionIsLostTakesNothingFromWhoHasClaimedItSince() {
        assigned(former);
        assigned(present);
        state.paused(PARTITION.toString(), "the disk is full");

        taken(former);

        assertThat(positions.held(PARTITION)).map(Position.Held::epoch).hasValue(2L);
        assertThat(state.unassigned()).isEmpty();
        assertThat(state.pauses()).containsKey(PARTITION.toString());
    }

    @Test
    void aMoveOfThePositionLeavesItWithWhoClaimedIt() {
        assigned(former);
        Position.Held held = positions.held(PARTITION).orElseThrow();
        positions.replace(PARTITION, held, held.movedTo(40));

        taken(present);
        assertThat(positions.held(PARTITION)).hasValue(held.movedTo(40));

        taken(former);
        assertThat(positions.of(TOPIC)).isEmpty();
    }

    @Test
    void whatWasClaimedLastByWhoHadLostItIsClaimedAgainByWhoHasIt() {
        assigned(present);
        assigned(former);
        watch.look();
        taken(former);
        // Read, and written by nobody.
        present.seek(PARTITION, 40);

        watch.look();
        watch.look();

        assertThat(positions.held(PARTITION)).map(Position.Held::epoch).hasValue(3L);
        assertThat(present.position(PARTITION)).isZero();
        assertThat(state.unassigned()).isEmpty();
        watch.look();
        assertThat(positions.held(PARTITION)).map(Position.Held::epoch).hasValue(3L);
    }

    @Test
    void aTopicThatWasNeverThereIsMadeThoughKafkaHasAssignedNothingOfItAlready() {
        topics.exists = false;
        state.unassigned(TOPIC);
        claims.onPartitionsAssigned(present, List.of());

        watch.look();

        assertThat(topics.made).contains(TOPIC);
        assertThat(state.pauses()).isEmpty();
    }

    @Test
    void aTopicThatWasTakenAwayIsNotMadeAgain() {
        assigned(present);
        watch.look();
        topics.made.clear();
        topics.exists = false;
        taken(present);

        watch.look();

        assertThat(topics.made).isEmpty();
        assertThat(state.pauses()).containsEntry(TOPIC, "the topic does not exist");
    }

    private void assigned(MockConsumer<byte[], byte[]> consumer) {
        consumer.rebalance(List.of(PARTITION));
        claims.onPartitionsAssigned(consumer, List.of(PARTITION));
    }

    // Kafka takes it off the assignment when the listener has returned.
    private void taken(MockConsumer<byte[], byte[]> consumer) {
        claims.onPartitionsRevoked(consumer, List.of(PARTITION));
        consumer.rebalance(List.of());
    }

    private static MockConsumer<byte[], byte[]> subscribed() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.subscribe(List.of(TOPIC));
        return consumer;
    }

    /** A broker that has a long log of every partition, of topics that may not exist yet or any more. */
    private static final class LongLogs extends Topics {
        private final List<String> made = new ArrayList<>();
        private boolean exists = true;

        LongLogs() {
            super(CONFIG, new BrokerAccess(CONFIG));
        }

        @Override
        Look look(String topic, Collection<TopicPartition> partitions) throws ExecutionException {
            if (!exists) {
                throw new ExecutionException(new UnknownTopicOrPartitionException("of the test"));
            }
            return new Look(
                    "id",
                    partitions.stream().collect(Collectors.toMap(it -> it, it -> new LogBounds("id", 0, 1_000_000))));
        }

        @Override
        void createIfMissing(String topic) {
            made.add(topic);
            exists = true;
        }
    }

    private static final class Both extends ChannelConsumers {
        private final List<Consumer<byte[], byte[]>> ofLiveEvents;

        Both(List<Consumer<byte[], byte[]>> ofLiveEvents) {
            super(IntakeParts.noConsumers());
            this.ofLiveEvents = ofLiveEvents;
        }

        @Override
        Uni<Void> each(String channel, java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
            return Uni.createFrom().voidItem().invoke(() -> ofLiveEvents.stream()
                    .filter(it -> channel.equals(LiveEventIntake.CHANNEL))
                    .forEach(action));
        }
    }
}
