package io.millrace.intake;

import io.millrace.store.Fault;
import io.millrace.store.IncidentKind;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.telemetry.IntakeMetrics;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Looks every two seconds at what Kafka has of our topics: that a topic is still the one that was claimed, that books and log go
 * together, where the logs end. What it finds wrong stops that partition and is written down; a decision about it is carried out.
 *
 * <p>A topic that is deleted and made again at once may bring no rebalance, and so no claim that would notice it; its new records stand
 * at offsets that the books have passed.
 */
@ApplicationScoped
public class TopicWatch {
    private static final Logger LOG = Logger.getLogger(TopicWatch.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final IntakeConfig config;
    private final Topics topics;
    private final Positions positions;
    private final PartitionClaims claims;
    private final ChannelConsumers consumers;
    private final Ledger ledger;
    private final IntakeState state;
    private final IntakeProgress progress;
    // Topics that were there once.
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    // A new leader may tell a log's end too low for a moment: that is believed when it is told twice.
    private final Set<TopicPartition> suspected = ConcurrentHashMap.newKeySet();
    private final Map<TopicPartition, Stretch> empty = new ConcurrentHashMap<>();
    // A polling thread may be busy with a claim for as long as the database is away: it is not asked again meanwhile.
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    TopicWatch(
            IntakeConfig config,
            Topics topics,
            Positions positions,
            @Identifier(PartitionClaims.NAME) PartitionClaims claims,
            ChannelConsumers consumers,
            Ledger ledger,
            IntakeState state,
            IntakeProgress progress,
            IntakeMetrics metrics) {
        this.config = config;
        this.topics = topics;
        this.positions = positions;
        this.claims = claims;
        this.consumers = consumers;
        this.ledger = ledger;
        this.state = state;
        this.progress = progress;
        metrics.standing(() -> state.pauses().size(), () -> positions.stopped().size());
    }

    /** Offsets of a log, from the first to before the last. */
    private record Stretch(long from, long until) {}

    /** Blocks on the broker and the database, on a worker thread, at most some seconds. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        if (!config.enabled() || state.isStopping()) {
            return;
        }
        look(LiveEventIntake.CHANNEL, config.liveEventsTopic());
        look(ProfileIntake.CHANNEL, config.profileStatsTopic());
    }

    private void look(String channel, String topic) {
        Map<TopicPartition, Position> ours = positions.of(topic);
        Map<TopicPartition, Long> lags = Map.of();
        try {
            // Whoever takes a topic away that was there may be about to make another one.
            if (!seen.contains(topic)) {
                topics.createIfMissing(topic);
            }
            Topics.Look look = topics.look(topic, ours.keySet());
            seen.add(topic);
            state.resumed(topic);
            state.resumed(IntakeState.BROKER);
            lags = lags(ours, look);
            compareWithBooks(channel, topic, ours, look);
            state.resumed(IntakeState.DATABASE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (Topics.isMissing(e)) {
                state.paused(topic, "the topic does not exist");
            } else {
                brokerIsAway(e);
            }
        } catch (TimeoutException | KafkaException | ConfigurationException e) {
            // The last two where no client can be made, as of a file that is gone since the start.
            brokerIsAway(e);
        } catch (RuntimeException e) {
            state.paused(IntakeState.DATABASE, "the books cannot be read: " + Fault.describe(e));
        }
        progress.seen(topic, positions.of(topic), lags);
    }

    private void compareWithBooks(String channel, String topic, Map<TopicPartition, Position> ours, Topics.Look look) {
        compare(ours, look);
        claimAgain(channel, topic, ours.keySet());
        loseWhatIsMissing(channel);
        loseWhatWentBack(ours, look, recordLogEnds(topic, ours, look.logs()));
    }

    private void brokerIsAway(Exception failure) {
        state.paused(IntakeState.BROKER, BrokerAccess.whyNot(failure));
    }

    /** How far each partition lags, in records. Offsets at which the log has none, as a transaction leaves one at its end, are no lag. */
    private Map<TopicPartition, Long> lags(Map<TopicPartition, Position> ours, Topics.Look look)
            throws InterruptedException {
        Map<TopicPartition, Long> lags = new HashMap<>();
        for (Map.Entry<TopicPartition, Position> it : ours.entrySet()) {
            LogBounds log = look.logs().get(it.getKey());
            if (log != null && it.getValue() instanceof Position.Held held) {
                long lag = log.end() - held.nextOffset();
                lags.put(it.getKey(), lag > 0 && isEmpty(it.getKey(), held, log) ? 0 : lag);
            }
        }
        return lags;
    }

    // Asked only where nothing was read for a while, and once for each place.
    private boolean isEmpty(TopicPartition partition, Position.Held held, LogBounds log) {
        if (!progress.isDoubtful(partition)) {
            empty.remove(partition);
            return false;
        }
        Stretch stretch = new Stretch(held.nextOffset(), log.end());
        if (!stretch.equals(empty.get(partition)) && !topics.hasRecords(partition, held.nextOffset(), log.end())) {
            empty.put(partition, stretch);
        }
        return stretch.equals(empty.get(partition));
    }

    /** Stops what does not go together. */
    private void compare(Map<TopicPartition, Position> ours, Topics.Look look) {
        ours.forEach((partition, position) -> {
            if (position instanceof Position.Held held) {
                LogBounds log = look.logs().get(partition);
                if (log == null) {
                    // The topic was made again with fewer partitions: Kafka will take this one away.
                    positions.lose(partition, held.epoch());
                } else {
                    compare(partition, held, log);
                }
            }
        });
    }

    private void compare(TopicPartition partition, Position.Held held, LogBounds log) {
        Optional<IncidentKind> found = Ledger.find(held.topicId(), held.nextOffset(), log);
        if (found.isEmpty()) {
            suspected.remove(partition);
        } else if (found.get() == IncidentKind.TOPIC_RECREATED || !suspected.add(partition)) {
            suspected.remove(partition);
            stop(partition, held, found.get(), log);
        }
    }

    /** Stops a partition and writes the incident down. Where that fails, the next look claims it, and finds the same. */
    private void stop(TopicPartition partition, Position.Held held, IncidentKind incident, LogBounds log) {
        if (!positions.stop(partition, held.epoch(), incident)) {
            return;
        }
        LOG.warnf("partition stopped, an operator decides: partition=%s incident=%s", partition, incident.code());
        ledger.openIncident(
                        partition.topic(),
                        partition.partition(),
                        held.epoch(),
                        incident,
                        log,
                        incident == IncidentKind.OFFSET_BELOW_LOG_START
                                ? config.lostOffsets().decision()
                                : null)
                .await()
                .atMost(ANSWER);
    }

    private List<Ledger.Standing> recordLogEnds(
            String topic, Map<TopicPartition, Position> ours, Map<TopicPartition, LogBounds> logs) {
        List<Ledger.LogEnd> ends = new ArrayList<>();
        logs.forEach((partition, log) -> {
            if (ours.get(partition) instanceof Position.Held) {
                ends.add(new Ledger.LogEnd(partition.partition(), log.topicId(), log.end()));
            }
        });
        return ends.isEmpty()
                ? List.of()
                : ledger.recordLogEnds(topic, ends).await().atMost(ANSWER);
    }

    /**
     * Gives up positions that are ahead of the books. That is so after a failover to a copy that had not heard of our last commits, or
     * after a restore: rows and position went back together, and a partition to which nothing new comes would never notice.
     *
     * @param ours as of before the books were asked; they are never behind a position otherwise
     */
    private void loseWhatWentBack(Map<TopicPartition, Position> ours, Topics.Look look, List<Ledger.Standing> books) {
        Map<Integer, Ledger.Standing> standings =
                books.stream().collect(Collectors.toMap(Ledger.Standing::partition, standing -> standing));
        ours.forEach((partition, position) -> {
            Ledger.Standing standing = standings.get(partition.partition());
            if (position instanceof Position.Held held
                    && look.logs().containsKey(partition)
                    && (standing == null || isAhead(held, standing))) {
                LOG.warnf(
                        "the books went back: partition=%s from=%d to=%s",
                        partition, held.nextOffset(), standing == null ? "nothing" : standing.nextOffset());
                positions.lose(partition, held.epoch());
            }
        });
    }

    private static boolean isAhead(Position.Held held, Ledger.Standing books) {
        return held.epoch() > books.epoch()
                || (held.epoch() == books.epoch() && held.nextOffset() > books.nextOffset());
    }

    /** Claims what was lost, and what stands still without waiting for anybody. */
    private void claimAgain(String channel, String topic, Set<TopicPartition> ours) {
        List<TopicPartition> stopped =
                ours.stream().filter(positions::isStopped).toList();
        List<TopicPartition> lost = ours.stream().filter(positions::isLost).toList();
        if (stopped.isEmpty() && lost.isEmpty()) {
            return;
        }
        Set<Integer> undecided = stopped.isEmpty()
                ? Set.of()
                : ledger.undecided(
                                topic,
                                stopped.stream().map(TopicPartition::partition).toList())
                        .await()
                        .atMost(ANSWER);
        Uni<Void> done = consumers.each(channel, consumer -> {
            lost.forEach(partition -> claims.claimAgain(consumer, partition));
            for (TopicPartition partition : stopped) {
                if (!undecided.contains(partition.partition())) {
                    claims.claimAgain(consumer, partition);
                } else if (consumer.assignment().contains(partition)) {
                    // Back-pressure that ends resumes all partitions, and this one may stand where Kafka has nothing.
                    consumer.pause(List.of(partition));
                    consumer.seekToEnd(List.of(partition));
                }
            }
        });
        // Not waited for: the polling thread may be in a poll.
        done.subscribe().with(nothing -> {}, failure -> LOG.errorf(failure, "not claimed again: topic=%s", topic));
    }

    /**
     * Marks to be claimed again what Kafka has assigned and what has no position. Of two consumers of this process that claimed a partition,
     * the one that had lost it may have been the last, and what it claimed is forgotten when it hears of the loss.
     */
    private void loseWhatIsMissing(String channel) {
        if (asked.add(channel)) {
            consumers
                    .each(channel, this::loseWhatIsMissing)
                    .eventually(() -> asked.remove(channel))
                    .subscribe()
                    .with(
                            nothing -> {},
                            failure -> LOG.errorf(failure, "assignment not compared: channel=%s", channel));
        }
    }

    // On the polling thread no claim is in hand; one that a stop has broken off leaves no position, as it should be.
    private void loseWhatIsMissing(Consumer<byte[], byte[]> consumer) {
        for (TopicPartition partition : consumer.assignment()) {
            if (!state.isStopping() && positions.loseIfMissing(consumer, partition)) {
                LOG.warnf("assigned, but without a position: partition=%s", partition);
                state.assigned(partition.topic());
            }
        }
    }
}
