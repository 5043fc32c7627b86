package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ProfileSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProfilesAreAFunctionOfTheSetTest {
    private static final long SEED = Long.getLong("millrace.test.seed", 20261120);
    private static final long START = 1_763_600_000_000L;
    private static final List<String> TEXTS = List.of("a", "b", "\uFFFD", "\uD83D\uDC1E", "");

    @Test
    void permutedRebatchedAndRepeatedSnapshotsGiveTheSameUsersNamesAndHistory() {
        List<ProfileSnapshot> snapshots = generated();
        try (StoreDatabase database = new StoreDatabase("profiles")) {
            ingest(database, snapshots, new Random(SEED));
            List<String> expected = database.figures();
            assertThat(database.rows("SELECT count(*) FROM user_stats_history"))
                    .containsExactly("" + distinct(snapshots));

            Random random = new Random(SEED);
            for (int round = 0; round < 6; round++) {
                database.clear();
                List<ProfileSnapshot> deliveries = new ArrayList<>(snapshots);
                deliveries.addAll(snapshots.subList(0, snapshots.size() / 2));
                Collections.shuffle(deliveries, random);

                ingest(database, deliveries, random);

                assertThat(database.figures())
                        .as("seed %d, round %d", SEED, round)
                        .isEqualTo(expected);
                assertThat(database.rows("SELECT received = stored + duplicate, stored FROM ingest_ledger"))
                        .containsExactly("true|" + distinct(snapshots));
            }
        }
    }

    /** In the same millisecond the exact answer wins, in whatever order; otherwise no two contradict each other at one time. */
    private static List<ProfileSnapshot> generated() {
        Random random = new Random(SEED);
        List<ProfileSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            long user = 1 + random.nextInt(5);
            long at = START + i * 60_000L;
            snapshots.add(snapshot(user, at, random.nextBoolean(), random));
            if (i % 10 == 0) {
                snapshots.add(snapshot(100 + i, at, true, random));
                snapshots.add(snapshot(100 + i, at, false, random));
            }
        }
        return snapshots;
    }

    private static ProfileSnapshot snapshot(long user, long at, boolean exact, Random random) {
        long count = 1000 + random.nextInt(1000);
        return new ProfileSnapshot(
                user,
                at,
                exact,
                count,
                count / 2,
                null,
                exact ? count * 100 : null,
                7L,
                0L,
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                random.nextInt(3) == 0 ? (Boolean) true : null,
                random.nextInt(2) == 0 ? (Boolean) false : null);
    }

    private static @Nullable String text(Random random) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return text.isEmpty() ? null : text;
    }

    private static long distinct(List<ProfileSnapshot> snapshots) {
        return snapshots.stream()
                .map(snapshot -> snapshot.userId() + "/" + snapshot.capturedAtMillis())
                .distinct()
                .count();
    }

    private static void ingest(StoreDatabase database, List<ProfileSnapshot> snapshots, Random random) {
        BatchStore<ProfileSnapshot> store = new PostgresProfileStore(database.pool(), database.partitions());
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim("t", 0, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .indefinitely();
        int from = 0;
        while (from < snapshots.size()) {
            int until = Math.min(snapshots.size(), from + 1 + random.nextInt(20));
            Batch<ProfileSnapshot> batch = new Batch<>(
                    new Slice("t", "id", 0, claim.epoch(), from, until), snapshots.subList(from, until), List.of());
            assertThat(store.store(batch).await().indefinitely()).isInstanceOf(Outcome.Committed.class);
            from = until;
        }
    }
}
