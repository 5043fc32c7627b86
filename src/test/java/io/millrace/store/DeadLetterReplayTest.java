package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.ProfileReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import io.millrace.event.RefusalReason;
import io.millrace.store.DeadLetterReplay.Replayed;
import io.millrace.store.DeadLetterReplay.StillRefused;
import io.millrace.store.DeadLetterReplay.Topic;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Letters are written and replayed on a real PostgreSQL; what is left must be as if they had been accepted at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterReplayTest {
    private static final String EVENTS = "tiktok.live-events";
    private static final String PROFILES = "tiktok.profile-stats";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final long NOW = 1_763_600_000_000L;
    private static final long ROOM = 7_574_586_713_859_686_400L;

    private StoreDatabase database;
    private DeadLetters letters;
    private DeadLetterReplay replay;

    @BeforeAll
    void open() {
        database = new StoreDatabase("replay");
        letters = new DeadLetters(database.pool(), Clock.systemUTC());
        replay = new DeadLetterReplay(database.pool(), database.partitions(), letters);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
        database.execute("ALTER TABLE live_events DROP CONSTRAINT IF EXISTS no_poison");
    }

    @Test
    void whatWasTooOldIsStoredUnderAWiderWindow() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 1000), comment(2, NOW - 3 * A_DAY.toMillis()));
        assertThat(account(0)).isEqualTo("2|1|0|1");

        Replayed replayed = replay(reader(Duration.ofDays(30), NOW));

        assertThat(replayed).isEqualTo(new Replayed(1, 1, 0, 0, List.of()));
        assertThat(account(0)).isEqualTo("2|2|0|0");
        assertThat(database.rows("SELECT reason, replayed_at IS NOT NULL FROM dead_letters"))
                .containsExactly("too_old|true");
        assertSoundBooksAndFigures();
    }

    @Test
    void whatWasInTheFutureIsStoredWhenItsTimeHasCome() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW + 3_600_000));

        assertThat(replay(reader(A_DAY, NOW + 60_000)).refused())
                .extracting(StillRefused::reason)
                .containsExactly("in_future");
        assertThat(replay(reader(A_DAY, NOW + 3_600_000))).isEqualTo(new Replayed(1, 1, 0, 0, List.of()));

        assertThat(account(0)).isEqualTo("1|1|0|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void whatWasTooLargeIsStoredUnderALargerLimit() {
        intake(0, reader(A_DAY, NOW, 80), comment(1, NOW));
        assertThat(database.rows("SELECT reason FROM dead_letters")).containsExactly("too_large");

        assertThat(replay(reader(A_DAY, NOW))).isEqualTo(new Replayed(1, 1, 0, 0, List.of()));

        assertThat(account(0)).isEqualTo("1|1|0|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void figuresAreThoseOfARunWithoutAnyRefusalWhateverWasStoredFirst() {
        List<byte[]> world = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Two ages: the older third is refused at first, streaks and undated messages among them.
            long at = i % 3 == 0 ? NOW - 2 * A_DAY.toMillis() + i : NOW - 60_000 + i;
            world.add(
                    switch (i % 5) {
                        case 0 -> frame(i, at, 4711, 1 + i % 17);
                        case 1 -> undated(1_000_000 + i / 25, at);
                        default -> comment(i, at);
                    });
        }
        byte[][] records = world.toArray(byte[][]::new);
        intake(0, reader(Duration.ofDays(30), NOW), records);
        List<String> figures = database.figures();
        String stored = database.rows("SELECT stored FROM ingest_ledger").get(0);
        database.clear();
        intake(0, reader(A_DAY, NOW), records);
        assertThat(database.rows("SELECT count(*) FROM dead_letters")).containsExactly("100");

        Replayed replayed = replay(reader(Duration.ofDays(30), NOW));

        assertThat(replayed.refused()).isEmpty();
        assertThat(replayed.stored() + replayed.duplicate()).isEqualTo(100);
        assertThat(database.figures()).isEqualTo(figures);
        assertThat(database.rows("SELECT stored FROM ingest_ledger")).containsExactly(stored);
        assertSoundBooksAndFigures();
    }

    @Test
    void anEarlierDeliveryOfAMessageWithoutATimeMovesItAndCountsAsKnown() {
        intake(0, reader(A_DAY, NOW), undated(5, NOW), undated(5, NOW - 2 * A_DAY.toMillis()));
        assertThat(account(0)).isEqualTo("2|1|0|1");

        assertThat(replay(reader(Duration.ofDays(30), NOW))).isEqualTo(new Replayed(1, 0, 1, 0, List.of()));

        assertThat(account(0)).isEqualTo("2|1|1|0");
        assertThat(database.rows("SELECT (extract(epoch FROM occurred_at) * 1000)::bigint FROM live_events"))
                .containsExactly(String.valueOf(NOW - 2 * A_DAY.toMillis()));
        assertSoundBooksAndFigures();
    }

    @Test
    void framesOfAStreakThatWereRefusedRaiseItOnlyByWhatTheyAddToIt() {
        long early = NOW - A_DAY.toMillis() - 5_000;
        intake(0, reader(A_DAY, NOW), frame(1, early, early, 3), frame(2, early + 6_000, early, 7));
        assertThat(account(0)).isEqualTo("2|1|0|1");
        assertThat(database.rows("SELECT gifts, diamonds FROM live_streams")).containsExactly("7|35");

        replay(reader(Duration.ofDays(30), NOW));

        assertThat(database.rows("SELECT gifts, diamonds, events FROM live_streams"))
                .containsExactly("7|35|2");
        assertSoundBooksAndFigures();
    }

    @Test
    void aProfileIsStoredAndItsUserNamed() {
        ProfileReader strict = new ProfileReader(window(A_DAY), 1 << 20, at(NOW));
        byte[] profile = bytes("""
                {"userInfo": {"user": {"id": "6588608140327071691", "uniqueId": "silvermudor"},
                 "statsV2": {"followerCount": "427682"}}, "extra": {"now": %d}}
                """.formatted(NOW - 2 * A_DAY.toMillis()));
        DeadLetter letter = refused(0, strict.read(null, profile, NOW), profile, null);
        store(
                new PostgresProfileStore(database.pool(), database.partitions()),
                PROFILES,
                0,
                List.of(),
                List.of(letter));
        ProfileReader wide = new ProfileReader(window(Duration.ofDays(30)), 1 << 20, at(NOW));

        Replayed replayed = replay(List.of(Topic.ofProfiles(PROFILES, wide::read)));

        assertThat(replayed).isEqualTo(new Replayed(1, 1, 0, 0, List.of()));
        assertThat(database.rows("SELECT unique_id, follower_count FROM users")).containsExactly("silvermudor|427682");
        assertThat(account(0)).isEqualTo("1|1|0|0");
    }

    @Test
    void aValueThatTellsNoTimeIsOfTheRecordsTimeAndOfItsReceptionWhereNobodyKnowsThat() {
        byte[] timeless = bytes("""
                {"room_id": "%d", "type": "chat", "payload": {"msgId": "77", "comment": "when?"}}
                """.formatted(ROOM));
        LiveEventReader strict = reader(A_DAY, NOW);
        long recorded = NOW - 2 * A_DAY.toMillis();
        long received = NOW - 3_000;
        store(
                new PostgresLiveEventStore(database.pool(), database.partitions()),
                EVENTS,
                0,
                List.of(),
                List.of(
                        refused(0, strict.read(timeless, recorded), timeless, recorded),
                        new DeadLetter(
                                1,
                                Instant.ofEpochMilli(received),
                                null,
                                RefusalReason.TOO_OLD,
                                "of an older version",
                                null,
                                bytes(new String(timeless, StandardCharsets.UTF_8).replace("77", "78")),
                                List.of())));

        replay(reader(Duration.ofDays(30), NOW));

        assertThat(database.rows(
                        "SELECT msg_id, (extract(epoch FROM occurred_at) * 1000)::bigint FROM live_events ORDER BY 1"))
                .containsExactly("77|" + recorded, "78|" + received);
    }

    @Test
    void whatIsStillRefusedStaysALetterAndIsNamedWithTheReasonOfNow() {
        intake(0, reader(A_DAY, NOW, 80), comment(1, NOW - 3 * A_DAY.toMillis()), comment(2, NOW));

        Replayed replayed = replay(reader(A_DAY, NOW));

        assertThat(replayed.stored()).isEqualTo(1);
        assertThat(replayed.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.letter().reason()).isEqualTo("too_large");
            assertThat(refused.reason()).isEqualTo("too_old");
            assertThat(refused.letter().address()).hasToString("tiktok.live-events/0@0");
        });
        assertThat(account(0)).isEqualTo("2|1|0|1");
        assertThat(database.rows("SELECT reason, \"offset\" FROM dead_letters WHERE replayed_at IS NULL"))
                .containsExactly("too_large|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void aSecondReplayChangesNothing() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));
        replay(reader(Duration.ofDays(30), NOW));
        List<String> before = everything();

        assertThat(replay(reader(Duration.ofDays(30), NOW))).isEqualTo(Replayed.NOTHING);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aReplayThatLookedTheLettersUpBeforeAnotherStoredThemPassesThemOver() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));
        List<KeptLetter.Head> lookedUp =
                letters.open(LetterFilter.ALL).collect().first().await().atMost(A_MINUTE);
        replay(reader(Duration.ofDays(30), NOW));
        List<String> before = everything();

        Replayed late = sum(replay.replay(Multi.createFrom().item(lookedUp), topics(reader(Duration.ofDays(30), NOW))));

        assertThat(late).isEqualTo(new Replayed(0, 0, 0, 1, List.of()));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void replaysSideBySideAndIntakeBesideThemStoreEachRecordOnce() {
        int old = 1_200;
        byte[][] records = new byte[old][];
        for (int i = 0; i < old; i++) {
            records[i] = i % 4 == 0
                    ? undated(i, NOW - 2 * A_DAY.toMillis() + i)
                    : comment(i, NOW - 2 * A_DAY.toMillis() + i);
        }
        intake(0, reader(A_DAY, NOW), records);
        LiveEventReader wide = reader(Duration.ofDays(30), NOW);

        List<CompletableFuture<Replayed>> replays = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replays.add(CompletableFuture.supplyAsync(() -> replay(wide)));
        }
        // The same partition goes on meanwhile, and brings some of the same messages again.
        for (int i = 0; i < 10; i++) {
            intake(0, wide, comment(5_000 + i, NOW + i), records[i * 7]);
        }
        long stored = replays.stream().mapToLong(it -> it.join().stored()).sum();
        long duplicate = replays.stream().mapToLong(it -> it.join().duplicate()).sum();

        assertThat(stored + duplicate).isEqualTo(old);
        assertThat(database.rows("SELECT received, stored, dead_lettered FROM ingest_ledger"))
                .containsExactly("1220|1210|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void aReplayWhoseConnectionIsCutBeforeTheCommitHasChangedNothing() throws Exception {
        intake(
                0,
                reader(A_DAY, NOW),
                comment(1, NOW),
                comment(2, NOW - 3 * A_DAY.toMillis()),
                undated(3, NOW - 3 * A_DAY.toMillis()));
        List<String> before = everything();
        CompletableFuture<Replayed> cutOff;
        try (Connection holder = database.coordinates().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // History is written by then, and the figures wait.
            statement.execute("SELECT FROM live_streams WHERE room_id = " + ROOM + " FOR UPDATE");
            cutOff = CompletableFuture.supplyAsync(() -> replay(reader(Duration.ofDays(30), NOW)));
            Awaitility.await().atMost(A_MINUTE).until(() -> !waiting().isEmpty());
            database.execute("SELECT pg_terminate_backend(" + waiting().get(0) + ")");
            assertThatThrownBy(() -> cutOff.get(1, TimeUnit.MINUTES)).isNotNull();
            holder.rollback();
        }

        assertThat(everything()).isEqualTo(before);
        assertThat(replay(reader(Duration.ofDays(30), NOW))).isEqualTo(new Replayed(2, 2, 0, 0, List.of()));
        assertThat(account(0)).isEqualTo("3|3|0|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void whatTheDatabaseAloneRefusesDoesNotStopTheOthers() {
        byte[][] records = new byte[100][];
        for (int i = 0; i < records.length; i++) {
            records[i] = i == 7 || i == 61
                    ? message(i, NOW - 2 * A_DAY.toMillis() + i, "\"comment\": \"poison\"")
                    : comment(i, NOW - 2 * A_DAY.toMillis() + i);
        }
        intake(0, reader(A_DAY, NOW), records);
        database.execute("ALTER TABLE live_events ADD CONSTRAINT no_poison CHECK (comment <> 'poison')");

        Replayed replayed = replay(reader(Duration.ofDays(30), NOW));

        assertThat(replayed.stored()).isEqualTo(98);
        assertThat(replayed.refused())
                .extracting(it -> it.letter().address().offset())
                .containsExactly(7L, 61L);
        assertThat(replayed.refused()).allSatisfy(it -> {
            assertThat(it.reason()).isEqualTo("rejected_by_database");
            assertThat(it.detail()).contains("SQLSTATE 23514");
        });
        assertThat(account(0)).isEqualTo("100|98|0|2");
        assertSoundBooksAndFigures();

        database.execute("ALTER TABLE live_events DROP CONSTRAINT no_poison");
        assertThat(replay(reader(Duration.ofDays(30), NOW)).stored()).isEqualTo(2);
        assertSoundBooksAndFigures();
    }

    @Test
    void aPlanTellsWhatWouldBeAcceptedAndWritesNothing() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()), comment(2, NOW - 90 * A_DAY.toMillis()));
        List<String> before = everything();
        List<String> tables = database.rows("SELECT relname FROM pg_class WHERE relkind = 'r' ORDER BY 1");

        Replayed plan = sum(replay.plan(letters.open(LetterFilter.ALL), topics(reader(Duration.ofDays(30), NOW))));

        assertThat(plan.accepted()).isEqualTo(1);
        assertThat(plan.refused()).extracting(StillRefused::reason).containsExactly("too_old");
        assertThat(everything()).isEqualTo(before);
        assertThat(database.rows("SELECT relname FROM pg_class WHERE relkind = 'r' ORDER BY 1"))
                .isEqualTo(tables);
    }

    @Test
    void lettersOfATopicThatIsNotReadAreRefusedByName() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));

        Replayed replayed =
                replay(List.of(Topic.ofLiveEvents("another-topic", (key, value, at) -> reader(Duration.ofDays(30), NOW)
                        .read(value, at))));

        assertThat(replayed.refused()).extracting(StillRefused::reason).containsExactly("unknown_topic");
        assertThat(replayed.refused()).extracting(StillRefused::detail).containsExactly("the topics are another-topic");
    }

    @Test
    void lettersOfAnEarlierTopicOfTheSameNameGoIntoTheBooksOfTheirPartition() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));
        database.execute("UPDATE ingest_ledger SET topic_id = 'made-again', next_offset = 0, epoch = epoch + 1");

        assertThat(replay(reader(Duration.ofDays(30), NOW)).stored()).isEqualTo(1);

        assertThat(account(0)).isEqualTo("1|1|0|0");
        assertThat(database.rows("SELECT topic_id, next_offset FROM ingest_ledger"))
                .containsExactly("made-again|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void withoutTheBooksOfItsPartitionALetterStaysOneAndBooksThatWereBegunAnewStillBalance() {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));
        database.execute("DELETE FROM ingest_ledger");

        assertThat(replay(reader(Duration.ofDays(30), NOW)).refused())
                .extracting(StillRefused::reason)
                .containsExactly("no_books");
        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("0");

        new Ledger(database.pool())
                .claim(EVENTS, 0, new LogBounds("id", 1, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        assertThat(replay(reader(Duration.ofDays(30), NOW)).stored()).isEqualTo(1);
        assertThat(account(0)).isEqualTo("1|1|0|0");
        assertSoundBooksAndFigures();
    }

    @Test
    void intakeThatWaitsForAReplayGoesOnWhereItStood() throws Exception {
        intake(0, reader(A_DAY, NOW), comment(1, NOW - 3 * A_DAY.toMillis()));
        try (Connection holder = database.coordinates().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // What a replay does to the row that intake wants.
            statement.execute("UPDATE ingest_ledger SET stored = stored + 1, dead_lettered = dead_lettered - 1");
            statement.execute("UPDATE dead_letters SET replayed_at = now()");
            CompletableFuture<Void> waits = CompletableFuture.runAsync(
                    () -> intake(0, reader(A_DAY, NOW), comment(2, NOW - 4 * A_DAY.toMillis())));
            Awaitility.await().atMost(A_MINUTE).until(() -> !waiting().isEmpty());
            holder.commit();
            waits.get(1, TimeUnit.MINUTES);
        }

        assertThat(account(0)).isEqualTo("2|1|0|1");
    }

    private List<String> waiting() {
        return database.rows(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    private void assertSoundBooksAndFigures() {
        assertThat(database.differences()).isEmpty();
        assertThat(database.rows("""
                SELECT (SELECT sum(stored) FROM ingest_ledger) = (SELECT count(*) FROM live_events),
                       (SELECT sum(dead_lettered) FROM ingest_ledger) = (SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL)
                """)).containsExactly("true|true");
    }

    private List<String> everything() {
        List<String> all = new ArrayList<>(database.figures());
        for (String table : List.of("live_events", "undated_messages", "ingest_ledger", "dead_letters")) {
            all.addAll(database.rows("SELECT to_jsonb(t)::text FROM " + table + " t ORDER BY 1"));
        }
        return all;
    }

    private String account(int partition) {
        return database.rows("SELECT received, stored, duplicate, dead_lettered FROM ingest_ledger WHERE partition = "
                        + partition)
                .get(0);
    }

    private Replayed replay(LiveEventReader reader) {
        return replay(topics(reader));
    }

    private Replayed replay(List<Topic<?>> topics) {
        return sum(replay.replay(letters.open(LetterFilter.ALL), topics));
    }

    private static Replayed sum(Multi<Replayed> parts) {
        return parts.collect().asList().await().atMost(A_MINUTE).stream().reduce(Replayed.NOTHING, Replayed::and);
    }

    private static List<Topic<?>> topics(LiveEventReader reader) {
        return List.of(Topic.ofLiveEvents(EVENTS, (key, value, at) -> reader.read(value, at)));
    }

    /** As intake does it: from where the ledger stands, what is accepted and what is not in one batch. */
    private void intake(int partition, LiveEventReader reader, byte[]... values) {
        List<LiveEvent> accepted = new ArrayList<>();
        List<DeadLetter> refused = new ArrayList<>();
        Ledger ledger = new Ledger(database.pool());
        Claim.Granted claim = (Claim.Granted) ledger.claim(EVENTS, partition, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        for (int i = 0; i < values.length; i++) {
            Reading<LiveEvent> reading = reader.read(values[i], NOW);
            if (reading instanceof Reading.Accepted<LiveEvent> it) {
                accepted.add(it.value());
            } else {
                refused.add(refused(claim.nextOffset() + i, reading, values[i], NOW));
            }
        }
        Outcome outcome = new PostgresLiveEventStore(database.pool(), database.partitions())
                .store(new Batch<>(
                        new Slice(
                                EVENTS,
                                "id",
                                partition,
                                claim.epoch(),
                                claim.nextOffset(),
                                claim.nextOffset() + values.length),
                        accepted,
                        refused))
                .onFailure(failure -> Fault.of(failure) == Fault.TRANSIENT)
                .retry()
                .atMost(10)
                .await()
                .atMost(A_MINUTE);
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
    }

    private <T> void store(
            BatchStore<T> store, String topic, int partition, List<T> accepted, List<DeadLetter> refused) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(topic, partition, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        Uni<Outcome> stored = store.store(new Batch<>(
                new Slice(topic, "id", partition, claim.epoch(), 0, accepted.size() + refused.size()),
                accepted,
                refused));
        assertThat(stored.await().atMost(A_MINUTE)).isInstanceOf(Outcome.Committed.class);
    }

    private static <T> DeadLetter refused(long offset, Reading<T> reading, byte[] value, @Nullable Long recordedAt) {
        Reading.Refused<T> refused = (Reading.Refused<T>) reading;
        return new DeadLetter(
                offset,
                Instant.ofEpochMilli(NOW),
                recordedAt == null ? null : Instant.ofEpochMilli(recordedAt),
                refused.reason(),
                refused.detail(),
                null,
                value,
                List.of());
    }

    private static LiveEventReader reader(Duration past, long now) {
        return reader(past, now, 1 << 20);
    }

    private static LiveEventReader reader(Duration past, long now, int maxBytes) {
        return new LiveEventReader(window(past), RawPolicy.NONE, maxBytes, at(now));
    }

    private static AcceptedWindow window(Duration past) {
        return new AcceptedWindow(past, Duration.ofMinutes(15));
    }

    private static Clock at(long millis) {
        return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private static byte[] comment(long id, long at) {
        return message(id, at, "\"comment\": \"number " + id + "\"");
    }

    private static byte[] message(long id, long at, String payload) {
        return bytes("""
                {"room_id": "%d", "type": "chat", "payload": {"msgId": "%d", "createTime": "%d", "userId": "%d", %s}}
                """.formatted(ROOM, 7_000_000 + id, at, 600 + id % 9, payload));
    }

    private static byte[] frame(long id, long at, long group, long count) {
        return bytes("""
                {"room_id": "%d", "type": "gift", "payload": {"msgId": "%d", "createTime": "%d", "userId": "611", "giftId": 5655,
                 "giftType": 1, "diamondCount": 5, "repeatCount": %d, "groupId": "%d"}}
                """.formatted(ROOM, 7_000_000 + id, at, count, group));
    }

    private static byte[] undated(long id, long capturedAt) {
        return bytes("""
                {"room_id": "%d", "type": "chat", "captured_at": %d, "payload": {"msgId": "%d", "userId": "%d", "comment": "undated"}}
                """.formatted(ROOM, capturedAt, 7_000_000 + id, 600 + id % 9));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
