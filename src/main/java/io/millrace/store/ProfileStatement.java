package io.millrace.store;

import io.millrace.event.ProfileSnapshot;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Inserts the snapshots of a batch and brings users and names up to date. Users are a function of the set of snapshots: the counts
 * are those of the newest one, each name and trait the newest that was told.
 */
final class ProfileStatement {
    private static final String SQL = LedgerPositions.HELD + """
            , snapshot AS MATERIALIZED (
              SELECT *
                FROM unnest($6::bigint[], $7::timestamptz[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[],
                            $13::bigint[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                            $20::boolean[], $21::boolean[])
                  AS s(user_id, captured_at, follower_count, following_count, friend_count, heart_count, video_count, digg_count,
                       precision, unique_id, nickname, sec_uid, signature, avatar_url, verified, private_account)
               WHERE (SELECT h.everywhere FROM held h)
            ), one AS MATERIALIZED (
              -- Two scrapers may see an account in the same millisecond; the exact answer stands.
              SELECT DISTINCT ON (s.user_id, s.captured_at)
                     s.user_id, s.captured_at, s.follower_count, s.following_count, s.friend_count, s.heart_count, s.video_count,
                     s.digg_count, s.precision
                FROM snapshot s
               ORDER BY s.user_id, s.captured_at, s.precision
            ), history AS (
              INSERT INTO user_stats_history_partitioned (
                     user_id, captured_at, follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision)
              SELECT o.user_id, o.captured_at, o.follower_count, o.following_count, o.friend_count, o.heart_count, o.video_count,
                     o.digg_count, o.precision
                FROM one o
              ON CONFLICT (user_id, captured_at) DO NOTHING
              RETURNING user_id, captured_at
            ), more_exact AS (
              -- The same where the rounded answer came first.
              UPDATE user_stats_history_partitioned AS h
                 SET follower_count = o.follower_count, following_count = o.following_count, friend_count = o.friend_count,
                     heart_count = o.heart_count, video_count = o.video_count, digg_count = o.digg_count, precision = o.precision
                FROM one o
               WHERE h.user_id = o.user_id AND h.captured_at = o.captured_at
                 AND h.precision = 'rounded' AND o.precision = 'exact'
            ), newest AS (
              SELECT DISTINCT ON (o.user_id)
                     o.user_id, o.captured_at, o.follower_count, o.following_count, o.friend_count, o.heart_count, o.video_count,
                     o.digg_count, o.precision
                FROM one o
               ORDER BY o.user_id, o.captured_at DESC
            ), told AS (
              SELECT s.user_id, min(s.captured_at) AS first_seen_at, max(s.captured_at) AS last_seen_at,
                     (array_agg(s.unique_id ORDER BY s.captured_at DESC, s.unique_id COLLATE "C" DESC) FILTER (WHERE s.unique_id <> ''))[1] AS unique_id,
                     max(s.captured_at) FILTER (WHERE s.unique_id <> '') AS unique_id_at,
                     (array_agg(s.nickname ORDER BY s.captured_at DESC, s.nickname COLLATE "C" DESC) FILTER (WHERE s.nickname <> ''))[1] AS nickname,
                     max(s.captured_at) FILTER (WHERE s.nickname <> '') AS nickname_at,
                     (array_agg(s.sec_uid ORDER BY s.captured_at DESC, s.sec_uid COLLATE "C" DESC) FILTER (WHERE s.sec_uid <> ''))[1] AS sec_uid,
                     max(s.captured_at) FILTER (WHERE s.sec_uid <> '') AS sec_uid_at,
                     (array_agg(s.signature ORDER BY s.captured_at DESC, s.signature COLLATE "C" DESC) FILTER (WHERE s.signature <> ''))[1] AS signature,
                     max(s.captured_at) FILTER (WHERE s.signature <> '') AS signature_at,
                     (array_agg(s.avatar_url ORDER BY s.captured_at DESC, s.avatar_url COLLATE "C" DESC) FILTER (WHERE s.avatar_url <> ''))[1] AS avatar_url,
                     max(s.captured_at) FILTER (WHERE s.avatar_url <> '') AS avatar_url_at,
                     (array_agg(s.verified ORDER BY s.captured_at DESC, s.verified DESC) FILTER (WHERE s.verified IS NOT NULL))[1] AS verified,
                     max(s.captured_at) FILTER (WHERE s.verified IS NOT NULL) AS verified_at,
                     (array_agg(s.private_account ORDER BY s.captured_at DESC, s.private_account DESC) FILTER (WHERE s.private_account IS NOT NULL))[1] AS private_account,
                     max(s.captured_at) FILTER (WHERE s.private_account IS NOT NULL) AS private_account_at
                FROM snapshot s
               GROUP BY s.user_id
            ), user_row AS (
              INSERT INTO users AS u (
                     user_id, unique_id, unique_id_at, nickname, nickname_at, sec_uid, sec_uid_at, signature, signature_at, avatar_url, avatar_url_at, verified, verified_at, private_account, private_account_at,
                     follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision, profile_at,
                     first_seen_at, last_seen_at, updated_at)
              SELECT n.user_id, t.unique_id, t.unique_id_at, t.nickname, t.nickname_at, t.sec_uid, t.sec_uid_at, t.signature, t.signature_at, t.avatar_url, t.avatar_url_at, t.verified, t.verified_at, t.private_account, t.private_account_at,
                     n.follower_count, n.following_count, n.friend_count, n.heart_count, n.video_count, n.digg_count, n.precision, n.captured_at,
                     t.first_seen_at, t.last_seen_at, clock_timestamp()
                FROM newest n
                JOIN told t USING (user_id)
               ORDER BY n.user_id
              ON CONFLICT (user_id) DO UPDATE
                 SET unique_id = CASE WHEN u.unique_id_at IS NULL OR (excluded.unique_id_at, excluded.unique_id COLLATE "C") > (u.unique_id_at, u.unique_id COLLATE "C") THEN excluded.unique_id ELSE u.unique_id END,
                     unique_id_at = greatest(u.unique_id_at, excluded.unique_id_at),
                     nickname = CASE WHEN u.nickname_at IS NULL OR (excluded.nickname_at, excluded.nickname COLLATE "C") > (u.nickname_at, u.nickname COLLATE "C") THEN excluded.nickname ELSE u.nickname END,
                     nickname_at = greatest(u.nickname_at, excluded.nickname_at),
                     sec_uid = CASE WHEN u.sec_uid_at IS NULL OR (excluded.sec_uid_at, excluded.sec_uid COLLATE "C") > (u.sec_uid_at, u.sec_uid COLLATE "C") THEN excluded.sec_uid ELSE u.sec_uid END,
                     sec_uid_at = greatest(u.sec_uid_at, excluded.sec_uid_at),
                     signature = CASE WHEN u.signature_at IS NULL OR (excluded.signature_at, excluded.signature COLLATE "C") > (u.signature_at, u.signature COLLATE "C") THEN excluded.signature ELSE u.signature END,
                     signature_at = greatest(u.signature_at, excluded.signature_at),
                     avatar_url = CASE WHEN u.avatar_url_at IS NULL OR (excluded.avatar_url_at, excluded.avatar_url COLLATE "C") > (u.avatar_url_at, u.avatar_url COLLATE "C") THEN excluded.avatar_url ELSE u.avatar_url END,
                     avatar_url_at = greatest(u.avatar_url_at, excluded.avatar_url_at),
                     verified = CASE WHEN u.verified_at IS NULL OR (excluded.verified_at, excluded.verified) > (u.verified_at, u.verified) THEN excluded.verified ELSE u.verified END,
                     verified_at = greatest(u.verified_at, excluded.verified_at),
                     private_account = CASE WHEN u.private_account_at IS NULL OR (excluded.private_account_at, excluded.private_account) > (u.private_account_at, u.private_account) THEN excluded.private_account ELSE u.private_account END,
                     private_account_at = greatest(u.private_account_at, excluded.private_account_at),
                     first_seen_at = least(u.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(u.last_seen_at, excluded.last_seen_at),
                     updated_at = greatest(u.updated_at, excluded.updated_at),
                     (follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision, profile_at) = (
                       SELECT CASE WHEN c.is_newer THEN excluded.follower_count ELSE u.follower_count END,
                              CASE WHEN c.is_newer THEN excluded.following_count ELSE u.following_count END,
                              CASE WHEN c.is_newer THEN excluded.friend_count ELSE u.friend_count END,
                              CASE WHEN c.is_newer THEN excluded.heart_count ELSE u.heart_count END,
                              CASE WHEN c.is_newer THEN excluded.video_count ELSE u.video_count END,
                              CASE WHEN c.is_newer THEN excluded.digg_count ELSE u.digg_count END,
                              CASE WHEN c.is_newer THEN excluded.precision ELSE u.precision END,
                              CASE WHEN c.is_newer THEN excluded.profile_at ELSE u.profile_at END
                         FROM (SELECT u.profile_at IS NULL OR (excluded.profile_at, excluded.precision = 'exact') > (u.profile_at, u.precision = 'exact') AS is_newer) c)
               -- A snapshot that tells nothing new leaves the row, and so every answer, as it was.
               WHERE excluded.first_seen_at < u.first_seen_at
                  OR excluded.last_seen_at > u.last_seen_at
                  OR u.profile_at IS NULL
                  OR (excluded.profile_at, excluded.precision = 'exact') > (u.profile_at, u.precision = 'exact')
                  OR excluded.unique_id_at IS NOT NULL AND (u.unique_id_at IS NULL OR (excluded.unique_id_at, excluded.unique_id COLLATE "C") > (u.unique_id_at, u.unique_id COLLATE "C"))
                  OR excluded.nickname_at IS NOT NULL AND (u.nickname_at IS NULL OR (excluded.nickname_at, excluded.nickname COLLATE "C") > (u.nickname_at, u.nickname COLLATE "C"))
                  OR excluded.sec_uid_at IS NOT NULL AND (u.sec_uid_at IS NULL OR (excluded.sec_uid_at, excluded.sec_uid COLLATE "C") > (u.sec_uid_at, u.sec_uid COLLATE "C"))
                  OR excluded.signature_at IS NOT NULL AND (u.signature_at IS NULL OR (excluded.signature_at, excluded.signature COLLATE "C") > (u.signature_at, u.signature COLLATE "C"))
                  OR excluded.avatar_url_at IS NOT NULL AND (u.avatar_url_at IS NULL OR (excluded.avatar_url_at, excluded.avatar_url COLLATE "C") > (u.avatar_url_at, u.avatar_url COLLATE "C"))
                  OR excluded.verified_at IS NOT NULL AND (u.verified_at IS NULL OR (excluded.verified_at, excluded.verified) > (u.verified_at, u.verified))
                  OR excluded.private_account_at IS NOT NULL AND (u.private_account_at IS NULL OR (excluded.private_account_at, excluded.private_account) > (u.private_account_at, u.private_account))
            ), unique_id_seen AS (
              INSERT INTO unique_id_history AS h (user_id, unique_id, first_seen_at, last_seen_at)
              SELECT s.user_id, s.unique_id, min(s.captured_at), max(s.captured_at)
                FROM snapshot s
               WHERE s.unique_id <> ''
               GROUP BY s.user_id, s.unique_id
               ORDER BY s.user_id, s.unique_id
              ON CONFLICT (user_id, unique_id) DO UPDATE
                 SET first_seen_at = least(h.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(h.last_seen_at, excluded.last_seen_at)
            ), nickname_seen AS (
              INSERT INTO nickname_history AS h (user_id, nickname, first_seen_at, last_seen_at)
              SELECT s.user_id, s.nickname, min(s.captured_at), max(s.captured_at)
                FROM snapshot s
               WHERE s.nickname <> ''
               GROUP BY s.user_id, s.nickname
               ORDER BY s.user_id, s.nickname
              ON CONFLICT (user_id, nickname) DO UPDATE
                 SET first_seen_at = least(h.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(h.last_seen_at, excluded.last_seen_at)
            )
            SELECT (SELECT h.everywhere FROM held h) AS held_everywhere,
                   array_agg(h.user_id) AS user_ids, array_agg(h.captured_at) AS captured_ats
              FROM history h
            """;

    private ProfileStatement() {}

    /** A snapshot's identity. */
    record Key(long userId, long capturedAtMillis) {
        static Key of(ProfileSnapshot snapshot) {
            return new Key(snapshot.userId(), snapshot.capturedAtMillis());
        }
    }

    /**
     * @param snapshots ordered by user and time
     * @return those that were new, to be changed by the caller; fails with {@link NotAtPosition} when the ledger does not stand at each
     *     of the positions
     */
    static Uni<Set<Key>> execute(
            SqlConnection connection, List<LedgerPosition> positions, List<ProfileSnapshot> snapshots) {
        return connection
                .preparedQuery(SQL)
                .execute(bind(positions, snapshots))
                .map(rows -> inserted(rows.iterator().next()));
    }

    private static Tuple bind(List<LedgerPosition> positions, List<ProfileSnapshot> snapshots) {
        return LedgerPositions.bind(positions)
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::userId))
                .addValue(Columns.of(snapshots, OffsetDateTime.class, s -> Columns.utc(s.capturedAtMillis())))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::followerCount))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::followingCount))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::friendCount))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::heartCount))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::videoCount))
                .addValue(Columns.of(snapshots, Long.class, ProfileSnapshot::diggCount))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::precision))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::uniqueId))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::nickname))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::secUid))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::signature))
                .addValue(Columns.of(snapshots, String.class, ProfileSnapshot::avatarUrl))
                .addValue(Columns.of(snapshots, Boolean.class, ProfileSnapshot::verified))
                .addValue(Columns.of(snapshots, Boolean.class, ProfileSnapshot::privateAccount));
    }

    private static Set<Key> inserted(Row row) {
        if (!row.getBoolean("held_everywhere")) {
            throw new NotAtPosition();
        }
        Set<Key> inserted = new HashSet<>();
        Long[] userIds = row.getArrayOfLongs("user_ids");
        if (userIds != null) {
            OffsetDateTime[] capturedAts = row.getArrayOfOffsetDateTimes("captured_ats");
            for (int i = 0; i < userIds.length; i++) {
                inserted.add(new Key(userIds[i], capturedAts[i].toInstant().toEpochMilli()));
            }
        }
        return inserted;
    }
}
