package io.millrace.store;

import static java.util.stream.Collectors.joining;

import io.millrace.event.LiveEvent;
import io.millrace.event.ProfileSnapshot;
import io.millrace.event.Reading;
import io.millrace.event.RefusalReason;
import io.millrace.partition.PartitionKeeper;
import io.millrace.store.KeptLetter.Head;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads dead letters again, and stores what is accepted now as if it had just come.
 *
 * <p>Letters of one Kafka partition at a time: they are read first, and what is accepted is written in one transaction, history, figures,
 * books and the letters' mark together. A letter that is open no more is passed over inside that transaction, so a replay that is
 * repeated, that runs twice at once or is cut off changes nothing twice. Kafka is not asked for anything.
 */
public final class DeadLetterReplay {
    private static final int ATTEMPTS = 10;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    private final Pool pool;
    private final PartitionKeeper partitions;
    private final DeadLetters letters;

    public DeadLetterReplay(Pool pool, PartitionKeeper partitions, DeadLetters letters) {
        this.pool = pool;
        this.partitions = partitions;
        this.letters = letters;
    }

    /**
     * Reads a record as intake does.
     *
     * @param <T> what an accepted record holds
     */
    public interface Reader<T> {
        Reading<T> read(byte @Nullable [] key, byte @Nullable [] value, long recordTimestampMillis);
    }

    /**
     * A topic whose letters can be replayed.
     *
     * @param <T> what an accepted record of it holds
     */
    public static final class Topic<T> {
        private final String name;
        private final Reader<T> reader;
        private final RecordTables<T> tables;

        private Topic(String name, Reader<T> reader, RecordTables<T> tables) {
            this.name = name;
            this.reader = reader;
            this.tables = tables;
        }

        public static Topic<LiveEvent> ofLiveEvents(String name, Reader<LiveEvent> reader) {
            return new Topic<>(name, reader, new LiveEventTables(true));
        }

        public static Topic<ProfileSnapshot> ofProfiles(String name, Reader<ProfileSnapshot> reader) {
            return new Topic<>(name, reader, new ProfileTables());
        }
    }

    /**
     * A letter that stays one.
     *
     * @param reason why it is refused now: the code of a {@link RefusalReason}, {@link #UNKNOWN_TOPIC} or {@link #NO_BOOKS}
     */
    public record StillRefused(Head letter, String reason, String detail) {
        /** Its topic is none of those that are read. */
        public static final String UNKNOWN_TOPIC = "unknown_topic";

        /** The ledger has no row of its Kafka partition, so it could not be accounted for. */
        public static final String NO_BOOKS = "no_books";
    }

    /**
     * What became of some letters.
     *
     * @param accepted by the reader; in a plan, where nothing is written, all that is known
     * @param stored of the accepted, those that were new
     * @param duplicate of the accepted, those that were known already
     * @param passedOver open when they were looked up, and stored meanwhile by somebody else
     */
    public record Replayed(long accepted, long stored, long duplicate, long passedOver, List<StillRefused> refused) {
        public static final Replayed NOTHING = new Replayed(0, 0, 0, 0, List.of());

        public Replayed {
            refused = List.copyOf(refused);
        }

        public Replayed and(Replayed other) {
            List<StillRefused> both = new ArrayList<>(refused);
            both.addAll(other.refused);
            return new Replayed(
                    accepted + other.accepted,
                    stored + other.stored,
                    duplicate + other.duplicate,
                    passedOver + other.passedOver,
                    both);
        }

        static Replayed refused(List<StillRefused> letters) {
            return new Replayed(0, 0, 0, 0, letters);
        }
    }

    /** One item a transaction or so; fails with the client's exception, and what was stored before stays so. */
    public Multi<Replayed> replay(Multi<List<Head>> open, List<Topic<?>> topics) {
        return byPartition(open).onItem().transformToUniAndConcatenate(heads -> replay(heads, topics, true));
    }

    /** What a {@link #replay} would accept; nothing is written. Whether the database takes it, and whether it is new, shows only then. */
    public Multi<Replayed> plan(Multi<List<Head>> open, List<Topic<?>> topics) {
        return byPartition(open).onItem().transformToUniAndConcatenate(heads -> replay(heads, topics, false));
    }

    /** Lists of letters of one Kafka partition each, none too large to be held. */
    private static Multi<List<Head>> byPartition(Multi<List<Head>> pages) {
        return pages.onItem().transformToMultiAndConcatenate(page -> {
            Map<String, List<Head>> byPartition = new LinkedHashMap<>();
            for (Head head : page) {
                String partition = head.address().topic() + "/" + head.address().partition();
                byPartition
                        .computeIfAbsent(partition, name -> new ArrayList<>())
                        .add(head);
            }
            return Multi.createFrom()
                    .iterable(byPartition.values().stream()
                            .map(DeadLetters::pieces)
                            .flatMap(Collection::stream)
                            .toList());
        });
    }

    private Uni<Replayed> replay(List<Head> heads, List<Topic<?>> topics, boolean writes) {
        String name = heads.get(0).address().topic();
        return topics.stream()
                .filter(topic -> topic.name.equals(name))
                .findFirst()
                .<Uni<Replayed>>map(topic -> replay(topic, heads, writes))
                .orElseGet(() -> Uni.createFrom()
                        .item(refused(
                                heads,
                                StillRefused.UNKNOWN_TOPIC,
                                "the topics are "
                                        + topics.stream()
                                                .map(topic -> topic.name)
                                                .collect(joining(" and ")))));
    }

    private <T> Uni<Replayed> replay(Topic<T> topic, List<Head> heads, boolean writes) {
        return letters.letters(heads).chain(kept -> {
            List<Accepted<T>> accepted = new ArrayList<>();
            List<StillRefused> refused = new ArrayList<>();
            for (KeptLetter letter : kept) {
                Reading<T> reading = topic.reader.read(letter.key(), letter.value(), letter.timestampMillis());
                if (reading instanceof Reading.Accepted<T> it) {
                    accepted.add(new Accepted<>(letter.head(), it.value()));
                } else if (reading instanceof Reading.Refused<T> it) {
                    refused.add(new StillRefused(letter.head(), it.reason().code(), it.detail()));
                }
            }
            Uni<Replayed> done = writes
                    ? write(topic, accepted, 1)
                    : Uni.createFrom().item(new Replayed(accepted.size(), 0, 0, 0, List.of()));
            return done.map(replayed -> replayed.and(Replayed.refused(refused)));
        });
    }

    private record Accepted<T>(Head letter, T value) {
        static <T> List<Head> letters(List<Accepted<T>> accepted) {
            return accepted.stream().map(Accepted::letter).toList();
        }

        static <T> List<T> values(List<Accepted<T>> accepted) {
            return accepted.stream().map(Accepted::value).toList();
        }
    }

    private <T> Uni<Replayed> write(Topic<T> topic, List<Accepted<T>> accepted, int attempt) {
        if (accepted.isEmpty()) {
            return Uni.createFrom().item(Replayed.NOTHING);
        }
        return partitions
                .ensure(topic.tables.partitionsOf(Accepted.values(accepted)))
                .chain(() -> Transactions.run(pool, connection -> write(connection, topic, accepted)))
                .onFailure()
                .recoverWithUni(failure -> afterFailure(topic, accepted, attempt, failure));
    }

    private static <T> Uni<Replayed> write(SqlConnection connection, Topic<T> topic, List<Accepted<T>> accepted) {
        int partition = accepted.get(0).letter().address().partition();
        return ReplayBooksStatement.lock(connection, topic.name, partition)
                .chain(position -> position.isPresent()
                        ? writeOpen(connection, topic, position.get(), accepted)
                        : Uni.createFrom()
                                .item(refused(
                                        Accepted.letters(accepted),
                                        StillRefused.NO_BOOKS,
                                        "the books know nothing of " + topic.name + "/" + partition)));
    }

    private static <T> Uni<Replayed> writeOpen(
            SqlConnection connection, Topic<T> topic, LedgerPosition position, List<Accepted<T>> accepted) {
        return ReplayBooksStatement.stillOpen(connection, position, Accepted.letters(accepted))
                .chain(open -> {
                    long passedOver = accepted.size() - open.size();
                    if (open.isEmpty()) {
                        return Uni.createFrom().item(new Replayed(0, 0, 0, passedOver, List.of()));
                    }
                    Set<Head> wanted = Set.copyOf(open);
                    List<T> values = Accepted.values(accepted.stream()
                            .filter(it -> wanted.contains(it.letter()))
                            .toList());
                    return topic.tables.write(
                            connection,
                            List.of(new Portion<>(position, values)),
                            stored -> ReplayBooksStatement.execute(connection, position, open, stored[0])
                                    .replaceWith(new Replayed(
                                            open.size(), stored[0], open.size() - stored[0], passedOver, List.of())));
                });
    }

    private <T> Uni<Replayed> afterFailure(Topic<T> topic, List<Accepted<T>> accepted, int attempt, Throwable failure) {
        return switch (Fault.of(failure)) {
            case RECORD -> isolate(topic, accepted, failure);
            case MISSING_PARTITION -> {
                partitions.forget();
                yield again(topic, accepted, attempt, failure);
            }
            case TRANSIENT -> again(topic, accepted, attempt, failure);
            case ENVIRONMENT, PROGRAMMING -> Uni.createFrom().failure(failure);
        };
    }

    private <T> Uni<Replayed> isolate(Topic<T> topic, List<Accepted<T>> accepted, Throwable failure) {
        if (accepted.size() == 1) {
            return Uni.createFrom()
                    .item(refused(
                            Accepted.letters(accepted),
                            RefusalReason.REJECTED_BY_DATABASE.code(),
                            Fault.describe(failure)));
        }
        int middle = accepted.size() / 2;
        return write(topic, accepted.subList(0, middle), 1)
                .chain(left -> write(topic, accepted.subList(middle, accepted.size()), 1)
                        .map(left::and));
    }

    private <T> Uni<Replayed> again(Topic<T> topic, List<Accepted<T>> accepted, int attempt, Throwable failure) {
        if (attempt >= ATTEMPTS) {
            return Uni.createFrom().failure(failure);
        }
        long longest = SHORTEST_WAIT.toMillis() << attempt;
        // Half of it by chance, so that two writers that stood in each other's way do not meet again.
        long wait = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(wait))
                .chain(() -> write(topic, accepted, attempt + 1));
    }

    private static Replayed refused(List<Head> heads, String reason, String detail) {
        return Replayed.refused(heads.stream()
                .map(head -> new StillRefused(head, reason, detail))
                .toList());
    }
}
