package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts. Every answer is empty where the account is unknown; $1 and $2 are its id or its handle. */
@Singleton
public class UserQueries {
    /** Looked for between one and two windows before the newest snapshot, so that an hour's growth is never that of a day. */
    private static final String PROFILE = """
            SELECT u.user_id, u.unique_id, u.nickname, u.sec_uid, u.verified, u.private_account, u.signature, u.avatar_url,
                   u.follower_count, u.following_count, u.friend_count, u.heart_count, u.video_count, u.digg_count,
                   u.precision, u.profile_at, u.first_seen_at, u.last_seen_at, u.updated_at,
                   w.name AS base_window, h.captured_at AS base_at,
                   u.follower_count  - h.follower_count  AS follower_gain,
                   u.following_count - h.following_count AS following_gain,
                   u.friend_count    - h.friend_count    AS friend_gain,
                   u.heart_count     - h.heart_count     AS heart_gain,
                   u.video_count     - h.video_count     AS video_gain,
                   u.digg_count      - h.digg_count      AS digg_gain
              FROM users u
             CROSS JOIN (VALUES (1, '1h', interval '1 hour'), (2, '24h', interval '24 hours'),
                                (3, '7d', interval '168 hours'), (4, '30d', interval '720 hours')) w (place, name, width)
              LEFT JOIN LATERAL (
                   SELECT h.captured_at, h.follower_count, h.following_count, h.friend_count, h.heart_count, h.video_count, h.digg_count
                     FROM user_stats_history h
                    WHERE h.user_id = u.user_id
                      AND h.captured_at <= u.profile_at - w.width
                      AND h.captured_at > u.profile_at - 2 * w.width
                      AND h.precision = u.precision
                    ORDER BY h.captured_at DESC
                    LIMIT 1) h ON true
             WHERE u.user_id = %s
             ORDER BY w.place
            """.formatted(userId(1));

    private static final String RAW_STATS = """
            SELECT u.user_id AS owner_id, u.updated_at, h.*
              FROM users u
              LEFT JOIN LATERAL (
                   SELECT h.captured_at AS at, h.captured_at, h.follower_count, h.following_count, h.friend_count, h.heart_count,
                          h.video_count, h.digg_count, h.precision
                     FROM user_stats_history h
                    WHERE h.user_id = u.user_id
                      AND ($3::timestamptz IS NULL OR h.captured_at >= $3::timestamptz)
                      AND ($4::timestamptz IS NULL OR h.captured_at < $4::timestamptz)
                    ORDER BY h.captured_at
                    LIMIT $5::int) h ON true
             WHERE u.user_id = %s
             ORDER BY h.at
            """.formatted(userId(1));

    /** As in a timeline: a bucket belongs to the range when its start does. */
    private static final String BUCKET_STATS = """
            SELECT u.user_id AS owner_id, u.updated_at, h.*
              FROM users u
              LEFT JOIN LATERAL (
                   SELECT DISTINCT ON (at)
                          date_bin(make_interval(secs => $6::int), h.captured_at, timestamptz 'epoch') AS at,
                          h.captured_at, h.follower_count, h.following_count, h.friend_count, h.heart_count, h.video_count,
                          h.digg_count, h.precision
                     FROM user_stats_history h
                    WHERE h.user_id = u.user_id
                      AND ($3::timestamptz IS NULL OR h.captured_at >= $3::timestamptz)
                      AND ($4::timestamptz IS NULL OR h.captured_at < $4::timestamptz + make_interval(secs => $6::int))
                      AND ($3::timestamptz IS NULL OR date_bin(make_interval(secs => $6::int), h.captured_at, timestamptz 'epoch') >= $3::timestamptz)
                      AND ($4::timestamptz IS NULL OR date_bin(make_interval(secs => $6::int), h.captured_at, timestamptz 'epoch') < $4::timestamptz)
                    ORDER BY at, h.captured_at DESC
                    LIMIT $5::int) h ON true
             WHERE u.user_id = %s
             ORDER BY h.at
            """.formatted(userId(1));

    private static final String NAMES = """
            SELECT u.user_id AS owner_id, u.updated_at, n.*
              FROM users u
              LEFT JOIN LATERAL (
                   (SELECT true AS is_nickname, n.nickname AS name, n.first_seen_at, n.last_seen_at
                      FROM nickname_history n
                     WHERE n.user_id = u.user_id
                     ORDER BY n.last_seen_at DESC, n.nickname
                     LIMIT $3::int)
                   UNION ALL
                   (SELECT false, n.unique_id, n.first_seen_at, n.last_seen_at
                      FROM unique_id_history n
                     WHERE n.user_id = u.user_id
                     ORDER BY n.last_seen_at DESC, n.unique_id
                     LIMIT $3::int)) n ON true
             WHERE u.user_id = %s
             ORDER BY n.last_seen_at DESC, n.name
            """.formatted(userId(1));

    /** A day is made of the host's rooms, so their commits count for it too. */
    private static final String DAYS = """
            SELECT u.user_id AS owner_id,
                   greatest(u.updated_at,
                            (SELECT max(s.updated_at)
                               FROM live_streams s
                              WHERE s.user_id = u.user_id
                                AND EXISTS (SELECT
                                              FROM live_stream_days x
                                             WHERE x.room_id = s.room_id
                                               AND ($3::date IS NULL OR x.date >= $3::date)
                                               AND ($4::date IS NULL OR x.date < $4::date)))) AS updated_at,
                   d.*
              FROM users u
              LEFT JOIN LATERAL (
                   SELECT d.date, d.streams, d.live_seconds, d.viewers_peak, d.viewer_minutes, d.comments, d.likes_observed, d.gifts,
                          d.diamonds, d.follows, d.shares, d.joins
                     FROM daily_live_analytics d
                    WHERE d.user_id = u.user_id
                      AND ($3::date IS NULL OR d.date >= $3::date)
                      AND ($4::date IS NULL OR d.date < $4::date)
                    ORDER BY d.date
                    LIMIT $5::int) d ON true
             WHERE u.user_id = %s
             ORDER BY d.date
            """.formatted(userId(1));

    /** Bounds the names of each kind in one answer; nobody was seen to have more. */
    private static final int NAMES_LIMIT = 500;

    private final Database database;
    private final Clock clock;

    UserQueries(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The id of an account, of the parameter with this number (an id) or the one after it (a handle). A handle that several accounts
     * have had belongs to the one that was seen with it last.
     */
    static String userId(int parameter) {
        return """
               coalesce($%d::bigint, (SELECT x.user_id
                                        FROM users x
                                       WHERE lower(x.unique_id) = lower($%d::text)
                                       ORDER BY x.unique_id_at DESC NULLS LAST, x.user_id DESC
                                       LIMIT 1))""".formatted(parameter, parameter + 1);
    }

    public Uni<Optional<UserProfile>> profile(UserRef user) {
        return database.read(PROFILE, user.userId(), user.handle())
                .map(windows -> windows.isEmpty() ? Optional.empty() : Optional.of(profile(windows)));
    }

    /**
     * Fails with {@link TooManyPoints}.
     *
     * @param isFilled whether a bucket without a snapshot stands there too, with nulls; not with {@link Bucket#RAW}
     */
    public Uni<Optional<UserStats>> stats(UserRef user, Bucket bucket, TimeRange range, boolean isFilled) {
        int limit = TooManyPoints.LIMIT + 1;
        Uni<List<Row>> rows = bucket == Bucket.RAW
                ? database.read(RAW_STATS, user.userId(), user.handle(), range.from(), range.until(), limit)
                : database.read(BUCKET_STATS, user.userId(), user.handle(), range.from(), range.until(), limit, (int)
                        bucket.seconds());
        Instant now = clock.instant();
        return rows.map(read -> read.stream()
                .findFirst()
                .map(owner -> new UserStats(
                        Database.requiredId(owner, "owner_id"),
                        bucket,
                        snapshots(Series.points(read, "at"), bucket, range, isFilled, now),
                        Database.requiredInstant(owner, "updated_at"))));
    }

    private static List<UserStats.Snapshot> snapshots(
            List<Row> rows, Bucket bucket, TimeRange range, boolean isFilled, Instant now) {
        List<UserStats.Snapshot> snapshots =
                rows.stream().map(row -> stats(row, bucket, now)).toList();
        return isFilled
                ? FilledSeries.of(
                        snapshots,
                        UserStats.Snapshot::at,
                        bucket,
                        range,
                        at -> UserStats.Snapshot.none(at, partial(at, bucket, now)))
                : snapshots;
    }

    private static @Nullable Boolean partial(Instant at, Bucket bucket, Instant now) {
        return bucket != Bucket.RAW && bucket.isOpen(at, now) ? Boolean.TRUE : null;
    }

    public Uni<Optional<UserNames>> names(UserRef user) {
        return database.read(NAMES, user.userId(), user.handle(), NAMES_LIMIT)
                .map(rows -> rows.stream().findFirst().map(owner -> names(owner, rows)));
    }

    /**
     * Days from {@code from} on and before {@code until}. Fails with {@link TooManyPoints}.
     *
     * @param fill null: a day without a broadcast is left out
     */
    public Uni<Optional<UserDays>> days(
            UserRef user, @Nullable LocalDate from, @Nullable LocalDate until, @Nullable Fill fill) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return database.read(DAYS, user.userId(), user.handle(), from, until, TooManyPoints.LIMIT + 1)
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(owner -> new UserDays(
                                Database.requiredId(owner, "owner_id"),
                                days(Series.points(rows, "date"), from, until, fill, today),
                                Database.requiredInstant(owner, "updated_at"))));
    }

    private static List<UserDays.Day> days(
            List<Row> rows, @Nullable LocalDate from, @Nullable LocalDate until, @Nullable Fill fill, LocalDate today) {
        List<UserDays.Day> days = rows.stream().map(row -> day(row, today)).toList();
        return fill == null
                ? days
                : FilledSeries.of(
                        days,
                        day -> startOf(day.date()),
                        Bucket.ONE_DAY,
                        new TimeRange(from == null ? null : startOf(from), until == null ? null : startOf(until)),
                        at -> {
                            LocalDate date = LocalDate.ofInstant(at, ZoneOffset.UTC);
                            return UserDays.Day.empty(date, fill, partial(date, today));
                        });
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static @Nullable Boolean partial(LocalDate date, LocalDate today) {
        return date.isBefore(today) ? null : Boolean.TRUE;
    }

    private static UserProfile profile(List<Row> windows) {
        Row row = windows.get(0);
        return new UserProfile(
                Database.requiredId(row, "user_id"),
                row.getString("unique_id"),
                row.getString("nickname"),
                row.getString("sec_uid"),
                row.getBoolean("verified"),
                row.getBoolean("private_account"),
                row.getString("signature"),
                row.getString("avatar_url"),
                row.getLong("follower_count"),
                row.getLong("following_count"),
                row.getLong("friend_count"),
                row.getLong("heart_count"),
                row.getLong("video_count"),
                row.getLong("digg_count"),
                row.getString("precision"),
                Database.instant(row, "profile_at"),
                Database.requiredInstant(row, "first_seen_at"),
                Database.requiredInstant(row, "last_seen_at"),
                new UserProfile.Growth(
                        gain(windows.get(0)), gain(windows.get(1)), gain(windows.get(2)), gain(windows.get(3))),
                Database.requiredInstant(row, "updated_at"));
    }

    private static UserProfile.Gain gain(Row window) {
        return new UserProfile.Gain(
                Database.instant(window, "base_at"),
                window.getLong("follower_gain"),
                window.getLong("following_gain"),
                window.getLong("friend_gain"),
                window.getLong("heart_gain"),
                window.getLong("video_gain"),
                window.getLong("digg_gain"));
    }

    private static UserStats.Snapshot stats(Row row, Bucket bucket, Instant now) {
        Instant at = Database.requiredInstant(row, "at");
        return new UserStats.Snapshot(
                at,
                Database.requiredInstant(row, "captured_at"),
                row.getLong("follower_count"),
                row.getLong("following_count"),
                row.getLong("friend_count"),
                row.getLong("heart_count"),
                row.getLong("video_count"),
                row.getLong("digg_count"),
                row.getString("precision"),
                partial(at, bucket, now));
    }

    private static UserNames names(Row owner, List<Row> rows) {
        return new UserNames(
                Database.requiredId(owner, "owner_id"),
                rows.stream()
                        .filter(row -> Boolean.TRUE.equals(row.getBoolean("is_nickname")))
                        .map(row -> new UserNames.Nickname(
                                row.getString("name"),
                                Database.requiredInstant(row, "first_seen_at"),
                                Database.requiredInstant(row, "last_seen_at")))
                        .toList(),
                rows.stream()
                        .filter(row -> Boolean.FALSE.equals(row.getBoolean("is_nickname")))
                        .map(row -> new UserNames.UniqueId(
                                row.getString("name"),
                                Database.requiredInstant(row, "first_seen_at"),
                                Database.requiredInstant(row, "last_seen_at")))
                        .toList(),
                Database.requiredInstant(owner, "updated_at"));
    }

    private static UserDays.Day day(Row row, LocalDate today) {
        LocalDate date = row.getLocalDate("date");
        return new UserDays.Day(
                date,
                row.getLong("streams"),
                row.getLong("live_seconds"),
                row.getLong("viewers_peak"),
                Ratio.plain(row.getBigDecimal("viewer_minutes")),
                row.getLong("comments"),
                row.getLong("likes_observed"),
                row.getLong("gifts"),
                row.getLong("diamonds"),
                row.getLong("follows"),
                row.getLong("shares"),
                row.getLong("joins"),
                partial(date, today));
    }
}
