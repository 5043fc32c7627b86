package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.LiveEvent;
import io.millrace.store.FigureAudit.Difference;
import io.millrace.store.FigureAudit.Rebuilt;
import io.millrace.store.FigureAudit.Repair;
import io.millrace.store.FigureAudit.Rooms;
import io.millrace.store.FigureAudit.Verified;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FigureAuditTest {
    private static final String TOPIC = "tiktok.live-events";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final long SEED = Long.getLong("millrace.test.seed", 20261120);
    private static final int BATCH = 25;

    private StoreDatabase database;
    private FigureAudit audit;

    @BeforeAll
    void open() {
        database = new StoreDatabase("audit");
        audit = new FigureAudit(database.pool());
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
    void everyRoomIsCheckedWhateverIsLeftOfIt() {
        ingest(GeneratedWorld.of(SEED, 6, 40));
        List<Long> rooms = rooms();
        database.execute("DELETE FROM live_streams WHERE room_id = " + rooms.get(1));
        database.execute("DELETE FROM live_events WHERE room_id = " + rooms.get(2));
        database.execute("DELETE FROM live_events WHERE room_id = " + rooms.get(3));
        database.execute("DELETE FROM live_streams WHERE room_id = " + rooms.get(3));

        List<Verified> verified = verify(Rooms.ALL);

        assertThat(verified).extracting(Verified::roomId).containsExactlyInAnyOrderElementsOf(rooms);
        assertThat(verified)
                .filteredOn(it -> !it.differences().isEmpty())
                .extracting(Verified::roomId)
                .containsExactlyInAnyOrder(rooms.get(1), rooms.get(2), rooms.get(3));
    }

    @Test
    void historyLoadedAloneHasTheSameFiguresOnceTheyAreRebuilt() {
        List<LiveEvent> world = GeneratedWorld.of(SEED, 4, 60);
        List<LiveEvent> twice = new ArrayList<>(world);
        twice.addAll(world);

        writer(new PostgresLiveEventStore(database.pool(), database.partitions(), false), 0, twice)
                .await()
                .atMost(A_MINUTE);

        assertThat(database.rows("SELECT count(*) FROM live_streams")).containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM gift_streaks")).containsExactly("0");
        assertThat(database.rows("SELECT received = stored + duplicate, stored FROM ingest_ledger"))
                .containsExactly("true|"
                        + database.rows("SELECT count(*) FROM live_events").get(0));
        rebuild(Rooms.ALL);
        assertThat(differences()).isEmpty();
        assertThat(database.rows("SELECT count(*) > 0 FROM live_streams")).containsExactly("true");
    }

    @Test
    void moreRoomsThanAPageHoldsAreAllChecked() {
        database.execute("""
                INSERT INTO live_streams (room_id, first_event_at, last_event_at, updated_at)
                SELECT room_id, now(), now(), now() FROM generate_series(1, 2500) AS r(room_id)
                """);

        assertThat(verify(Rooms.ALL)).hasSize(2500).extracting(Verified::roomId).doesNotHaveDuplicates();
    }

    @Test
    void aDayIsItsUtcDayAndBringsItsRoomsAlone() {
        ingest(GeneratedWorld.of(SEED, 4, 200));
        List<String> days =
                database.rows("SELECT DISTINCT (occurred_at AT TIME ZONE 'UTC')::date FROM live_events ORDER BY 1");
        assertThat(days).hasSizeGreaterThan(1);
        for (String day : days) {
            List<Long> expected =
                    ids("SELECT DISTINCT room_id FROM live_events WHERE (occurred_at AT TIME ZONE 'UTC')::date = '%s'"
                            .formatted(day));

            assertThat(verify(new Rooms(null, LocalDate.parse(day))))
                    .as(day)
                    .extracting(Verified::roomId)
                    .containsAll(expected);
        }
        assertThat(verify(new Rooms(null, LocalDate.parse("2001-01-01")))).isEmpty();
        assertThat(verify(new Rooms(rooms().get(0), LocalDate.parse("2001-01-01"))))
                .isEmpty();
    }

    @Test
    void aRoomWithoutHistoryIsReportedAndNotErased() {
        ingest(GeneratedWorld.of(SEED, 2, 60));
        long room = rooms().get(0);
        database.execute("DELETE FROM live_events WHERE room_id = " + room);
        List<String> before = database.figures();

        Rebuilt planned = plan(new Rooms(room, null)).get(0);
        Rebuilt rebuilt = rebuild(new Rooms(room, null)).get(0);

        assertThat(planned).isEqualTo(rebuilt);
        assertThat(rebuilt.repair()).isEqualTo(Repair.REFUSED);
        assertThat(rebuilt.found())
                .anySatisfy(it -> assertThat(it.relation()).isEqualTo("live_streams"))
                .allSatisfy(it -> assertThat(it.recomputed()).isNull());
        assertThat(database.figures()).isEqualTo(before);
    }

    @Test
    void whatIsRebuiltIsWhatWasThereBeforeItBroke() {
        ingest(GeneratedWorld.of(SEED, 3, 150));
        List<String> whole = database.figures();
        database.execute("UPDATE live_streams SET diamonds = diamonds + 1, title = 'nobody said so'");
        database.execute("DELETE FROM live_minute_stats WHERE extract(minute FROM minute)::int % 2 = 0");
        database.execute("UPDATE live_participants SET nickname = 'nobody', likes = likes + 1");
        database.execute("UPDATE live_stream_days SET comments = 0");
        database.execute("DELETE FROM gift_streaks");
        assertThat(database.figures()).isNotEqualTo(whole);

        assertThat(plan(Rooms.ALL)).extracting(Rebuilt::repair).containsOnly(Repair.REBUILT);
        assertThat(rebuild(Rooms.ALL)).extracting(Rebuilt::repair).containsOnly(Repair.REBUILT);

        assertThat(database.figures()).isEqualTo(whole);
        assertThat(rebuild(Rooms.ALL)).extracting(Rebuilt::repair).containsOnly(Repair.NOT_NEEDED);
    }

    @Test
    void besideWritersNothingIsFoundThatIsNotThereAndNothingIsLostByARebuild() {
        List<LiveEvent> world = new ArrayList<>(GeneratedWorld.of(SEED, 3, 200));
        Random random = new Random(SEED);
        Collections.shuffle(world, random);
        CompletableFuture<Void> writing = Uni.join()
                .all(
                        writer(0, world.subList(0, world.size() / 2)),
                        writer(1, world.subList(world.size() / 2, world.size())))
                .andFailFast()
                .replaceWithVoid()
                .subscribeAsCompletionStage();

        int rounds = 0;
        while (!writing.isDone()) {
            assertThat(differences()).as("while they write, round %d", rounds).isEmpty();
            breakSomething(random);
            rebuild(Rooms.ALL);
            assertThat(differences()).as("after a rebuild, round %d", rounds).isEmpty();
            rounds++;
        }
        writing.join();

        assertThat(rounds).isPositive();
        assertThat(differences()).isEmpty();
        assertThat(database.rows("SELECT sum(stored) = (SELECT count(*) FROM live_events) FROM ingest_ledger"))
                .containsExactly("true");
    }

    private void breakSomething(Random random) {
        String sql =
                switch (random.nextInt(3)) {
                    case 0 -> "DELETE FROM live_streams";
                    case 1 -> "UPDATE live_participants SET comments = comments + 1";
                    default -> "UPDATE live_streams SET gifts = gifts + 5";
                };
        // It takes its locks in no order, so it may be the one that a deadlock ends.
        database.pool()
                .query(sql)
                .execute()
                .onFailure(failure -> Fault.of(failure) == Fault.TRANSIENT)
                .retry()
                .atMost(20)
                .await()
                .atMost(A_MINUTE);
    }

    private void ingest(List<LiveEvent> events) {
        writer(0, events).await().atMost(A_MINUTE);
    }

    private Uni<Void> writer(int partition, List<LiveEvent> events) {
        return writer(new PostgresLiveEventStore(database.pool(), database.partitions()), partition, events);
    }

    private Uni<Void> writer(BatchStore<LiveEvent> store, int partition, List<LiveEvent> events) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(TOPIC, partition, new LogBounds("topic-id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        List<Batch<LiveEvent>> batches = new ArrayList<>();
        for (int from = 0; from < events.size(); from += BATCH) {
            int until = Math.min(events.size(), from + BATCH);
            batches.add(new Batch<>(
                    new Slice(TOPIC, "topic-id", partition, claim.epoch(), from, until),
                    events.subList(from, until),
                    List.of()));
        }
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(batch -> store.store(batch)
                        .onFailure(failure -> Fault.of(failure) == Fault.TRANSIENT)
                        .retry()
                        .withBackOff(Duration.ofMillis(5))
                        .atMost(50))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private List<Difference> differences() {
        return verify(Rooms.ALL).stream()
                .flatMap(it -> it.differences().stream())
                .toList();
    }

    private List<Verified> verify(Rooms rooms) {
        return audit.verify(rooms).collect().asList().await().atMost(A_MINUTE);
    }

    private List<Rebuilt> plan(Rooms rooms) {
        return audit.plan(rooms).collect().asList().await().atMost(A_MINUTE);
    }

    private List<Rebuilt> rebuild(Rooms rooms) {
        return audit.rebuild(rooms).collect().asList().await().atMost(A_MINUTE);
    }

    private List<Long> rooms() {
        return ids("SELECT room_id FROM live_streams ORDER BY room_id");
    }

    private List<Long> ids(String sql) {
        return database.rows(sql).stream().map(Long::valueOf).toList();
    }
}
