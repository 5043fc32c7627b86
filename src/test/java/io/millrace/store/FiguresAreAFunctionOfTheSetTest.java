package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import io.millrace.samples.Samples;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Order, batches, repetition and the number of writers change no figure; and every figure is what plain SQL makes of live_events.
 * Another seed by -Dmillrace.test.seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FiguresAreAFunctionOfTheSetTest {
    private static final String TOPIC = "tiktok.live-events";
    private static final String TOPIC_ID = "topic-id";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final long SEED = Long.getLong("millrace.test.seed", 20261120);
    private static final int WRITERS = 2;

    private StoreDatabase database;

    @BeforeAll
    void open() {
        database = new StoreDatabase("figures");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
    }

    @Test
    void permutedRebatchedRepeatedAndSpreadOverTwoWritersAWorldGivesTheSameFigures() {
        holdsInAnyDelivery(GeneratedWorld.of(SEED, 4, 250), 8);
    }

    /** Every delivery with an earlier time moves the event, whatever it is. */
    @Test
    void aWorldInWhichNoMessageTellsItsTimeGivesTheSameFiguresInAnyDelivery() {
        holdsInAnyDelivery(GeneratedWorld.undated(SEED + 2, 3, 150), 5);
    }

    @Test
    void theSameEventsInTheWordsOfAnyFamilyGiveTheSameFigures() {
        List<LiveEvent> world = GeneratedWorld.of(SEED + 1, 3, 200);
        ingest(List.of(world));
        List<String> expected = database.figures();
        Random random = new Random(SEED);
        LiveEventReader reader = reader();
        for (int round = 0; round < 3; round++) {
            database.clear();
            List<LiveEvent> read = new ArrayList<>();
            for (LiveEvent event : repeatedAndShuffled(world, random)) {
                List<AsScraped> families = AsScraped.of(event);
                AsScraped family = families.get(random.nextInt(families.size()));
                read.add(
                        accepted(reader.read(family.value(event, event.occurredAtMillis() + random.nextInt(9000)), 0)));
            }

            ingest(List.of(read), random);

            assertSame(database.figures(), expected, "seed %d, round %d".formatted(SEED, round));
            assertThat(database.differences()).isEmpty();
            assertBooksBalance();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-legacy-flat-7459590221098994457",
                "c-v3-7291268238893654788-redelivered",
                "c-v3-7309128470564662082",
                "c-v3-7311980965945457046",
                "d-py6-7572452296404064174"
            })
    void aRecordingGivesTheSameFiguresInAnyDelivery(String capture) {
        holdsInAnyDelivery(events(capture), 3);
    }

    /** Here one broadcast message came over the connections of several hosts: which handle it brings is the first delivery's word. */
    @Test
    void aRecordingOfManyRoomsGivesTheSameFiguresInAnyDelivery() {
        holdsInAnyDelivery(events("c-v3-many-rooms"), 3, "unique_id", "unique_id_at");
    }

    /** The recording with every message up to three times says what the plain one says. */
    @Test
    void aRedeliveredRecordingGivesTheFiguresOfThePlainOne() {
        ingest(List.of(events("c-v3-7291268238893654788")));
        List<String> plain = database.figures();
        database.clear();

        ingest(List.of(events("c-v3-7291268238893654788-redelivered")), new Random(SEED));

        assertSame(database.figures(), plain, "redelivered");
    }

    private void holdsInAnyDelivery(List<LiveEvent> events, int rounds, String... without) {
        ingest(List.of(events));
        List<String> expected = database.figures(without);
        assertThat(database.differences())
                .as("kept against re-computed, in order")
                .isEmpty();
        assertThat(expected).hasSizeGreaterThan(10);

        Random random = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            database.clear();
            List<List<LiveEvent>> deliveries = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                deliveries.add(new ArrayList<>());
            }
            for (LiveEvent event : repeatedAndShuffled(events, random)) {
                deliveries.get(random.nextInt(WRITERS)).add(event);
            }

            ingest(deliveries, random);

            assertThat(database.differences())
                    .as("kept against re-computed, seed %d, round %d", SEED, round)
                    .isEmpty();
            assertSame(database.figures(without), expected, "seed %d, round %d".formatted(SEED, round));
            assertBooksBalance();
        }
    }

    private static List<LiveEvent> events(String capture) {
        LiveEventReader reader = reader();
        List<LiveEvent> events = new ArrayList<>();
        for (byte[] value : Samples.capture(capture)) {
            if (reader.read(value, 0) instanceof Reading.Accepted<LiveEvent> read) {
                events.add(read.value());
            }
        }
        return events;
    }

    private static LiveEventReader reader() {
        return new LiveEventReader(
                new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(1)),
                RawPolicy.NONE,
                1 << 20,
                Clock.systemUTC());
    }

    private static LiveEvent accepted(Reading<LiveEvent> reading) {
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted<LiveEvent>) reading).value();
    }

    private static List<LiveEvent> repeatedAndShuffled(List<LiveEvent> world, Random random) {
        List<LiveEvent> deliveries = new ArrayList<>(world);
        for (int i = 0; i < world.size() / 2; i++) {
            deliveries.add(world.get(random.nextInt(world.size())));
        }
        Collections.shuffle(deliveries, random);
        return deliveries;
    }

    private void ingest(List<List<LiveEvent>> deliveries) {
        ingest(deliveries, new Random(SEED) {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        });
    }

    /**
     * Each list is a Kafka partition, in batches of random size: by a writer of its own, all at once, or together by one. The writers share a
     * store, as those of the service do: what one of them has sent lately the others take for known.
     */
    private void ingest(List<List<LiveEvent>> deliveries, Random random) {
        List<List<Batch<LiveEvent>>> partitions = new ArrayList<>();
        for (int partition = 0; partition < deliveries.size(); partition++) {
            partitions.add(batches(partition, deliveries.get(partition), random));
        }
        BatchStore<LiveEvent> store = new PostgresLiveEventStore(database.pool(), database.partitions());
        if (random.nextBoolean()) {
            write(store, together(partitions)).await().atMost(A_MINUTE);
        } else {
            List<Uni<Void>> writers = partitions.stream()
                    .map(batches -> write(store, batches.stream().map(List::of).toList()))
                    .toList();
            Uni.join().all(writers).andFailFast().await().atMost(A_MINUTE);
        }
    }

    private List<Batch<LiveEvent>> batches(int partition, List<LiveEvent> events, Random random) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(TOPIC, partition, new LogBounds(TOPIC_ID, 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        List<Batch<LiveEvent>> batches = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            int until = Math.min(events.size(), from + 1 + random.nextInt(120));
            Slice slice = new Slice(TOPIC, TOPIC_ID, partition, claim.epoch(), from, until);
            batches.add(new Batch<>(slice, events.subList(from, until), List.of()));
            from = until;
        }
        return batches;
    }

    /** The first batch of each partition in one transaction, then the second of each, and so on. */
    private static List<List<Batch<LiveEvent>>> together(List<List<Batch<LiveEvent>>> partitions) {
        List<List<Batch<LiveEvent>>> together = new ArrayList<>();
        int longest = partitions.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            int at = i;
            together.add(partitions.stream()
                    .filter(batches -> at < batches.size())
                    .map(batches -> batches.get(at))
                    .toList());
        }
        return together;
    }

    private static Uni<Void> write(BatchStore<LiveEvent> store, List<List<Batch<LiveEvent>>> transactions) {
        return Multi.createFrom()
                .iterable(transactions)
                .onItem()
                .transformToUniAndConcatenate(batches -> store.store(batches)
                        .onFailure(failure -> Fault.of(failure) == Fault.TRANSIENT)
                        .retry()
                        .withBackOff(Duration.ofMillis(5))
                        .atMost(50)
                        .invoke(outcome -> assertThat(outcome).isInstanceOf(Outcome.Committed.class)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Shows the rows that differ, and not the hundreds that do not. */
    private static void assertSame(List<String> actual, List<String> expected, String description) {
        List<String> unexpected = new ArrayList<>(actual);
        unexpected.removeAll(expected);
        List<String> missing = new ArrayList<>(expected);
        missing.removeAll(actual);
        assertThat(unexpected)
                .as("%s: beside the expected %s", description, missing)
                .isEmpty();
        assertThat(missing).as(description).isEmpty();
    }

    private void assertBooksBalance() {
        assertThat(database.rows("""
                        SELECT sum(received) = sum(stored) + sum(duplicate) + sum(dead_lettered),
                               sum(stored) = (SELECT count(*) FROM live_events),
                               sum(next_offset) = sum(received)
                          FROM ingest_ledger
                        """)).containsExactly("true|true|true");
    }
}
