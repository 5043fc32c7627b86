package io.millrace.intake;

import io.millrace.store.IncidentKind;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.telemetry.IntakeMetrics;
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
    // A new leader may tell a log's end too low for a moment: that is believed when it is told twice.
    private final Set<TopicPartition> suspected = ConcurrentHashMap.newKeySet();

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
        metrics.standing(() -> state.pauses().size(), positions::stopped);
    }

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
        Map<TopicPartition, Long> lags = new HashMap<>();
        try {
            if (ours.isEmpty() && state.unassigned().contains(topic)) {
                topics.createIfMissing(topic);
            }
            Topics.Look look = topics.look(topic, ours.keySet());
            state.resumed(topic);
            state.resumed(IntakeState.BROKER);
            lags = compare(ours, look);
            loseWhatWentBack(ours, recordLogEnds(topic, ours, look.logs()));
            claimAgain(channel, topic, ours.keySet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (Topics.isMissing(e)) {
                state.paused(topic, "the topic does not exist");
            } else {
                brokerIsAway(e);
            }
        } catch (TimeoutException e) {
            brokerIsAway(e);
        } catch (RuntimeException e) {
            // The database is away, which intake reports by itself as soon as it matters.
            LOG.debugf("books not compared: topic=%s reason=%s", topic, e.getMessage());
        }
        progress.seen(topic, positions.of(topic), lags);
    }

    private void brokerIsAway(Exception failure) {
        Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
        state.paused(
                IntakeState.BROKER,
                "the broker does not answer: " + cause.getClass().getSimpleName());
    }

    /** Stops what does not go together; answers how far the rest lags, in records. */
    private Map<TopicPartition, Long> compare(Map<TopicPartition, Position> ours, Topics.Look look) {
        Map<TopicPartition, Long> lags = new HashMap<>();
        ours.forEach((partition, position) -> {
            if (position instanceof Position.Held held) {
                // One that the topic does not have belongs to a topic that had more of them.
                LogBounds log = look.logs().getOrDefault(partition, new LogBounds(look.topicId(), 0, 0));
                lags.put(partition, log.end() - held.nextOffset());
                compare(partition, held, log);
            }
        });
        return lags;
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

    /** Stops a partition and writes the incident down. Where a setting decides about it, the next look carries that out. */
    private void stop(TopicPartition partition, Position.Held held, IncidentKind incident, LogBounds log) {
        if (positions.stop(partition, held.epoch(), incident)) {
            state.paused(partition.toString(), incident.meaning());
        }
        // Where this fails, the next claim finds the same and writes it down.
        ledger.openIncident(
                        partition.topic(),
                        partition.partition(),
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
    private void loseWhatWentBack(Map<TopicPartition, Position> ours, List<Ledger.Standing> books) {
        Map<Integer, Ledger.Standing> standings =
                books.stream().collect(Collectors.toMap(Ledger.Standing::partition, standing -> standing));
        ours.forEach((partition, position) -> {
            Ledger.Standing standing = standings.get(partition.partition());
            if (position instanceof Position.Held held && standing != null && isAhead(held, standing)) {
                LOG.warnf(
                        "the books went back: partition=%s from=%d to=%d",
                        partition, held.nextOffset(), standing.nextOffset());
                positions.lose(partition, held.epoch());
            }
        });
    }

    private static boolean isAhead(Position.Held held, Ledger.Standing books) {
        return held.epoch() > books.epoch()
                || (held.epoch() == books.epoch() && held.nextOffset() > books.nextOffset());
    }

    /** Claims what was lost, and what somebody has decided about. */
    private void claimAgain(String channel, String topic, Set<TopicPartition> ours) {
        List<TopicPartition> stopped =
                ours.stream().filter(positions::isStopped).toList();
        boolean decided = !stopped.isEmpty()
                && ledger.isDecided(
                                topic,
                                stopped.stream().map(TopicPartition::partition).toList())
                        .await()
                        .atMost(ANSWER);
        List<TopicPartition> again = ours.stream()
                .filter(partition -> positions.isLost(partition) || (decided && positions.isStopped(partition)))
                .toList();
        if (stopped.isEmpty() && again.isEmpty()) {
            return;
        }
        Uni<Void> done = consumers.each(channel, consumer -> {
            again.forEach(partition -> claims.claimAgain(consumer, partition));
            // Back-pressure that ends resumes all partitions, these with them.
            consumer.pause(stopped.stream()
                    .filter(consumer.assignment()::contains)
                    .filter(positions::isStopped)
                    .toList());
        });
        // Not waited for: the polling thread may be in a poll.
        done.subscribe().with(nothing -> {}, failure -> LOG.errorf(failure, "not claimed again: topic=%s", topic));
    }
}
