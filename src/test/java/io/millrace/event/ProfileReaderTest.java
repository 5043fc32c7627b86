package io.millrace.event;

import static io.millrace.event.Readings.profile;
import static io.millrace.event.Readings.readProfile;
import static io.millrace.event.Readings.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    @Test
    void missingAccountIsNoProfile() {
        assertThat(refused(Readings.PROFILES.read(
                                null, Samples.profiles("missing_account").get(0), 0))
                        .reason())
                .isEqualTo(RefusalReason.NO_USER_INFO);
    }

    @Test
    void threeSnapshotsOfOneAccountAreNoChange() {
        List<ProfileSnapshot> snapshots = sample("same_account_three_snapshots", "");

        assertThat(snapshots).hasSize(3).allMatch(snapshot -> snapshot.userId() == 6956862344372555761L);
        assertThat(snapshots).extracting(ProfileSnapshot::followerCount).containsOnly(550_000L);
        assertThat(snapshots).extracting(ProfileSnapshot::uniqueId).containsOnly("skyof_nutmeg");
        assertThat(snapshots).extracting(ProfileSnapshot::nickname).containsOnly("FIRGO FIROAT");
        assertThat(snapshots).extracting(ProfileSnapshot::precision).containsOnly("rounded");
        assertThat(snapshots).extracting(ProfileSnapshot::capturedAtMillis).containsOnly(Readings.RECORD_TIMESTAMP);
    }

    @Test
    void wrappedHeartsAreDroppedAndTheUserComesFromTheKey() {
        ProfileSnapshot snapshot = sample("stats_heart_wrapped", "5831967").get(0);

        assertThat(snapshot.userId()).isEqualTo(5831967);
        assertThat(snapshot.heartCount()).isEqualTo(11_907_467_940L);
        assertThat(snapshot.followerCount()).isEqualTo(156_537_139L);
        assertThat(snapshot.exact()).isTrue();
        assertThat(snapshot.uniqueId()).isNull();
    }

    @Test
    void statsAloneAreRounded() {
        ProfileSnapshot snapshot = sample("user_detail_rounded_only", "").get(0);

        assertThat(snapshot.precision()).isEqualTo("rounded");
        assertThat(snapshot.followerCount()).isEqualTo(32_700_000);
        assertThat(snapshot.heartCount()).isEqualTo(248_100_000);
        assertThat(snapshot.verified()).isTrue();
        assertThat(snapshot.privateAccount()).isFalse();
        assertThat(snapshot.secUid()).startsWith("MS4wLjABAAAA4J0J98");
        assertThat(snapshot.signature()).isEqualTo("Moss be jasper moss sage j oat sandrye");
        assertThat(snapshot.avatarUrl()).contains("a18d261017e357f4");
        assertThat(snapshot.diggCount()).isEqualTo(2204);
        assertThat(snapshot.followingCount()).isZero();
    }

    @Test
    void statsV2AreExact() {
        ProfileSnapshot snapshot = sample("user_detail_stats_and_statsV2", "").get(0);

        assertThat(snapshot.precision()).isEqualTo("exact");
        assertThat(snapshot.userId()).isEqualTo(6516690689526694893L);
        assertThat(snapshot.followerCount()).isEqualTo(427_682);
        assertThat(snapshot.heartCount()).isEqualTo(6_764_096);
        assertThat(snapshot.videoCount()).isEqualTo(1605);
        assertThat(snapshot.friendCount()).isEqualTo(53);
        assertThat(snapshot.capturedAtMillis()).isEqualTo(1760939824000L);
        assertThat(snapshot.uniqueId()).isEqualTo("up.614");
    }

    @Test
    void flatRecordHasOtherNames() {
        ProfileSnapshot snapshot = sample("user_info_flat", "").get(0);

        assertThat(snapshot.userId()).isEqualTo(7273577824528433807L);
        assertThat(snapshot.uniqueId()).isEqualTo("mossmap3");
        assertThat(snapshot.followerCount()).isEqualTo(8199);
        assertThat(snapshot.heartCount()).isEqualTo(22_100);
        assertThat(snapshot.videoCount()).isEqualTo(279);
        assertThat(snapshot.precision()).isEqualTo("rounded");
    }

    @Test
    void canonicalRecordIsReadAsItsColumns() {
        ProfileSnapshot snapshot = profile("""
                {"user_id": "5", "captured_at": "2025-11-20T00:53:20Z", "follower_count": 1, "following_count": 2,
                 "friend_count": 3, "heart_count": 4, "video_count": 5, "digg_count": 6, "precision": "exact",
                 "unique_id": "u", "nickname": "n", "sec_uid": "s", "signature": "b", "avatar_url": "a",
                 "verified": 1, "private_account": "false"}""");

        assertThat(snapshot)
                .isEqualTo(new ProfileSnapshot(
                        5, 1763600000000L, true, 1L, 2L, 3L, 4L, 5L, 6L, "u", "n", "s", "b", "a", true, false));
    }

    @Test
    void timeOfTheEnvelopeWins() {
        ProfileSnapshot snapshot = profile("""
                {"source": "x", "captured_at": 1763600000123, "payload": {"extra": {"now": 1760939824000},
                 "userInfo": {"user": {"id": "5"}, "statsV2": {"followerCount": "7"}}}}""");

        assertThat(snapshot.capturedAtMillis()).isEqualTo(1763600000123L);
        assertThat(snapshot.followerCount()).isEqualTo(7);
    }

    @Test
    void answerInsideAPageIsFound() {
        ProfileSnapshot snapshot = profile("""
                {"__DEFAULT_SCOPE__": {"webapp.app-context": {}, "webapp.user-detail": {"statusCode": 0,
                 "userInfo": {"user": {"id": "5"}, "stats": {"followerCount": 7}}}}}""");

        assertThat(snapshot.userId()).isEqualTo(5);
    }

    @Test
    void exactCountsWinOneByOne() {
        ProfileSnapshot snapshot = profile("""
                {"user": {"id": "5"}, "stats": {"followerCount": 400, "friendCount": 3, "heart": -5},
                 "statsV2": {"followerCount": "427"}}""");

        assertThat(snapshot.followerCount()).isEqualTo(427);
        assertThat(snapshot.friendCount()).isEqualTo(3);
        assertThat(snapshot.heartCount()).isNull();
        assertThat(snapshot.exact()).isTrue();
    }

    @Test
    void roundedFollowersMakeARoundedSnapshot() {
        ProfileSnapshot snapshot = profile(
                "{\"user\": {\"id\": \"5\"}, \"stats\": {\"followerCount\": 427700}, \"statsV2\": {\"videoCount\": \"3\"}}");

        assertThat(snapshot.exact()).isFalse();
        assertThat(snapshot.followerCount()).isEqualTo(427_700);
    }

    @Test
    void emptyStatsV2MakeNothingExact() {
        ProfileSnapshot snapshot = profile("{\"user_id\": 5, \"stats\": {\"videoCount\": 3}, \"statsV2\": {}}");

        assertThat(snapshot.exact()).isFalse();
        assertThat(snapshot.videoCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '{}', NO_USER_INFO",
        "5, '{\"userInfo\": {}}', NO_USER_INFO",
        "5, '{\"userInfo\": {\"user\": {\"id\": \"5\"}, \"stats\": {}}}', NO_USER_INFO",
        "5, '{\"payload\": null}', NO_USER_INFO",
        "5, '{\"statusCode\": 10221, \"userInfo\": {\"stats\": {\"followerCount\": 0}}}', NO_USER_INFO",
        "5, '{\"payload\": \"x\"}', BAD_VALUE",
        "'', '{\"stats\": {\"followerCount\": 1}}', MISSING_USER_ID",
        "0, '{\"stats\": {\"followerCount\": 1}}', MISSING_USER_ID",
        "abc, '{\"stats\": {\"followerCount\": 1}}', BAD_ID",
        "-5, '{\"stats\": {\"followerCount\": 1}}', BAD_ID",
        "9223372036854775808, '{\"stats\": {\"followerCount\": 1}}', BAD_ID",
        "5, '{\"user\": {\"id\": \"x\"}, \"stats\": {\"followerCount\": 1}}', BAD_ID",
        "5, '{\"stats\": {\"followerCount\": \"many\"}}', BAD_VALUE",
        "5, '{\"stats\": {\"followerCount\": 1}, \"captured_at\": \"now\"}', BAD_VALUE",
        "5, '[]', NOT_AN_OBJECT",
        "5, '{', MALFORMED_JSON"
    })
    void eachFaultHasItsReason(String key, String json, RefusalReason reason) {
        Reading.Refused<ProfileSnapshot> refused = refused(readProfile(key, json));

        assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stats\": {\"followerCount\": 1}, \"captured_at\": %d}",
                "{\"stats\": {\"followerCount\": 1}, \"extra\": {\"now\": %d}}"
            })
    void windowHoldsForProfilesToo(String json) {
        Instant now = Instant.parse("2025-11-20T00:00:00Z");
        AcceptedWindow window = new AcceptedWindow(Duration.ofDays(30), Duration.ofMinutes(15));
        ProfileReader reader = new ProfileReader(window, 1000, Clock.fixed(now, ZoneOffset.UTC));
        byte[] key = {'5'};

        byte[] old =
                json.formatted(now.minus(Duration.ofDays(31)).toEpochMilli()).getBytes(StandardCharsets.UTF_8);
        byte[] early =
                json.formatted(now.plus(Duration.ofDays(1)).toEpochMilli()).getBytes(StandardCharsets.UTF_8);

        assertThat(refused(reader.read(key, old, 0)).reason()).isEqualTo(RefusalReason.TOO_OLD);
        assertThat(refused(reader.read(key, early, 0)).reason()).isEqualTo(RefusalReason.IN_FUTURE);
        assertThat(refused(reader.read(key, new byte[1001], 0)).reason()).isEqualTo(RefusalReason.TOO_LARGE);
    }

    private static List<ProfileSnapshot> sample(String name, String key) {
        return Samples.profiles(name).stream()
                .map(value -> Readings.accepted(
                        Readings.PROFILES.read(key.getBytes(StandardCharsets.UTF_8), value, Readings.RECORD_TIMESTAMP)))
                .toList();
    }
}
