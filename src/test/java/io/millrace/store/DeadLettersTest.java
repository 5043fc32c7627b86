package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.DeadLetters.Count;
import io.millrace.store.KeptLetter.Address;
import io.millrace.store.KeptLetter.Head;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private StoreDatabase database;
    private DeadLetters letters;

    /** 1,500 of one batch, which share their time; then five more, of which two were replayed, and one of tomorrow. */
    @BeforeAll
    void open() {
        database = new StoreDatabase("letters");
        letters = new DeadLetters(database.pool(), Clock.fixed(NOON.plusSeconds(3600), ZoneOffset.UTC));
        database.execute("""
                INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, reason, detail, key, value, headers)
                SELECT 'events', CASE WHEN i = 7 THEN 'older' ELSE 'id' END, i % 3, i / 3, '2026-11-20 12:00Z',
                       CASE WHEN i % 2 = 0 THEN 'too_old' ELSE 'bad_value' END, 'said the test', NULL, ('value ' || i)::bytea,
                       '[["name", "AQI="], ["none", null]]'
                  FROM generate_series(0, 1499) AS g(i);
                INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, recorded_at, reason, detail, headers, replayed_at)
                SELECT 'profiles', 'id', 0, i, timestamptz '2026-11-20 12:01Z' + i * interval '1 minute', '2026-11-20 11:00Z', 'in_future',
                       'said the test', '[]', CASE WHEN i < 2 THEN timestamptz '2026-11-20 12:30Z' END
                  FROM generate_series(0, 4) AS g(i);
                INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, reason, detail, headers)
                VALUES ('profiles', 'id', 0, 5, '2026-11-21 12:00Z', 'in_future', 'said the test', '[]')
                """);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void aWalkThroughAllGivesEachOnceTheOldestFirstUpToNow() {
        List<KeptLetter> all =
                letters.all(LetterFilter.ALL).collect().asList().await().atMost(A_MINUTE);

        assertThat(all)
                .extracting(letter -> letter.head().address())
                .hasSize(1505)
                .doesNotHaveDuplicates();
        assertThat(all).extracting(letter -> letter.head().receivedAt()).isSorted();
        assertThat(new String(all.get(1).value())).isEqualTo("value 3");
        assertThat(all.get(1).key()).isNull();
        assertThat(all.get(1).headers()).extracting(DeadLetter.Header::name).containsExactly("name", "none");
        assertThat(all.get(1).headers().get(0).value()).containsExactly(1, 2);
        assertThat(all.get(1).headers().get(1).value()).isNull();
        assertThat(all.get(1504).recordedAt()).isEqualTo("2026-11-20T11:00:00Z");
    }

    @Test
    void theOpenOnesAreThoseThatWereNotReplayed() {
        assertThat(open(new LetterFilter("in_future", null, null, null, null)))
                .extracting(head -> head.address().offset())
                .containsExactly(2L, 3L, 4L);
        assertThat(open(LetterFilter.ALL)).hasSize(1503);
    }

    @Test
    void eachWordOfAFilterNarrowsItAndItsEndsAreHalfOpen() {
        assertThat(open(new LetterFilter(null, "events", null, null, null))).hasSize(1500);
        assertThat(open(new LetterFilter("too_old", null, null, null, null))).hasSize(750);
        assertThat(open(new LetterFilter(null, null, NOON, NOON.plusSeconds(180), null)))
                .hasSize(1500);
        assertThat(open(new LetterFilter(null, null, NOON.plusMillis(1), NOON.plusSeconds(181), null)))
                .extracting(head -> head.address().offset())
                .containsExactly(2L);
        assertThat(open(new LetterFilter(null, null, NOON, Instant.parse("2026-11-22T00:00:00Z"), null)))
                .hasSize(1504);
    }

    @Test
    void countsAndTheNewestAreOfTheSameLetters() {
        LetterFilter all = LetterFilter.ALL;
        assertThat(letters.counts(all).await().atMost(A_MINUTE))
                .containsExactly(
                        new Count("bad_value", "events", 750, 750),
                        new Count("in_future", "profiles", 6, 4),
                        new Count("too_old", "events", 750, 750));
        assertThat(letters.newest(all, 3).await().atMost(A_MINUTE))
                .extracting(head -> head.address().toString())
                .containsExactly("profiles/0@5", "profiles/0@4", "profiles/0@3");
        assertThat(letters.newest(new LetterFilter(null, null, null, null, true), 9)
                        .await()
                        .atMost(A_MINUTE))
                .hasSize(2);
    }

    @Test
    void anAddressFindsTheLettersOfEveryTopicThatHadTheName() {
        database.execute("""
                INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, reason, detail, headers)
                VALUES ('twice', 'one', 0, 1, now(), 'bad_id', '', '[]'), ('twice', 'two', 0, 1, now(), 'too_old', '', '[]')
                """);

        assertThat(letters.at(new Address("twice", 0, 1)).await().atMost(A_MINUTE))
                .extracting(Head::topicId)
                .containsExactly("one", "two");
        assertThat(letters.at(new Address("twice", 0, 2)).await().atMost(A_MINUTE))
                .isEmpty();
        database.execute("DELETE FROM dead_letters WHERE topic = 'twice'");
    }

    @Test
    void listsAreCutWhereTheirBytesWouldBeTooMany() {
        assertThat(DeadLetters.pieces(sized(1, 2, 3))).extracting(List::size).containsExactly(3);
        assertThat(DeadLetters.pieces(sized(40 << 20, 9 << 20, 8 << 20, 5 << 20)))
                .extracting(List::size)
                .containsExactly(1, 1, 2);
        assertThat(DeadLetters.pieces(List.of())).isEmpty();
    }

    private List<Head> open(LetterFilter filter) {
        List<Head> open = new ArrayList<>();
        letters.open(filter).collect().asList().await().atMost(A_MINUTE).forEach(open::addAll);
        return open;
    }

    private static List<Head> sized(int... bytes) {
        return IntStream.of(bytes).mapToObj(size -> head(size, null)).toList();
    }

    private static Head head(long bytes, @Nullable Instant replayedAt) {
        return new Head(new Address("t", 0, bytes), "id", NOON, "too_old", "", replayedAt, bytes);
    }
}
