package io.millrace.faults.verifier;

import io.millrace.faults.verifier.Expected.Event;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every figure of every room, computed from what was published and from nothing that the service has written. */
final class Figures {
    private static final long MINUTE = 60_000;
    private static final long DAY = 86_400_000;
    private static final Comparator<Event> BY_TIME =
            Comparator.comparingLong(Event::at).thenComparingLong(Event::msg);

    private final Table streams = new Table("live_streams");
    private final Table minutes = new Table("live_minute_stats");
    private final Table days = new Table("live_stream_days");
    private final Table participants = new Table("live_participants");
    private final Table streaks = new Table("gift_streaks");
    private final Map<String, DayOfHost> hosts = new TreeMap<>();

    /** What a gift comes to: a whole streak, or one message. */
    private record Given(@Nullable Long user, long count, long diamonds, long at) {}

    private static final class Minute {
        long events;
        long comments;
        long likes;
        long gifts;
        long diamonds;
        long joins;
        long follows;
        long shares;
        long samples;
        long viewersSum;

        @Nullable
        Long viewersMin;

        @Nullable
        Long viewersMax;

        BigDecimal mean() {
            return samples == 0
                    ? BigDecimal.ZERO
                    : BigDecimal.valueOf(viewersSum).divide(BigDecimal.valueOf(samples), 6, RoundingMode.HALF_UP);
        }
    }

    private static final class Day {
        long events;
        long eventMinutes;

        @Nullable
        Long viewersPeak;

        BigDecimal viewerMinutes = BigDecimal.ZERO;
        long comments;
        long likes;
        long gifts;
        long diamonds;
        long follows;
        long shares;
        long joins;
    }

    private static final class DayOfHost {
        long streams;
        final Day sum = new Day();
    }

    Figures(Collection<Event> events) {
        Map<Long, List<Event>> rooms = new HashMap<>();
        for (Event event : events) {
            rooms.computeIfAbsent(event.room(), unused -> new ArrayList<>()).add(event);
        }
        rooms.forEach(this::room);
    }

    private void room(long room, List<Event> events) {
        List<Given> given = given(room, events);
        Map<Long, Minute> byMinute = minutes(events, given);
        Map<Long, Day> byDay = days(byMinute);
        byMinute.forEach((minute, it) -> minuteRow(room, minute, it));
        byDay.forEach((day, it) -> dayRow(room, day, it));
        participantRows(room, events, given);
        Long host = value(newest(events, it -> it.host() != null), Event::host);
        streamRow(room, events, given, byMinute.values(), host);
        if (host != null) {
            byDay.forEach((day, it) -> addToHost(host, day, it));
        }
    }

    private List<Given> given(long room, List<Event> events) {
        List<Given> given = new ArrayList<>();
        Map<String, List<Event>> frames = new HashMap<>();
        for (Event event : events) {
            if (event.isStreakFrame()) {
                String key = room + "/" + orZero(event.user()) + "/" + orZero(event.gift()) + "/" + event.group();
                frames.computeIfAbsent(key, unused -> new ArrayList<>()).add(event);
            } else if (event.is("gift")) {
                given.add(new Given(
                        event.user(), Math.max(1, orZero(event.repeatCount())), orZero(event.diamonds()), event.at()));
            }
        }
        frames.forEach((key, streak) -> {
            long count = streak.stream()
                    .mapToLong(it -> orZero(it.repeatCount()))
                    .max()
                    .orElse(0);
            long diamonds =
                    streak.stream().mapToLong(it -> orZero(it.diamonds())).max().orElse(0);
            long start = streak.stream().mapToLong(Figures::startOf).min().orElse(0);
            given.add(new Given(streak.get(0).user(), count, diamonds, start));
            Map<String, @Nullable String> row = streaks.row(key);
            row.put("repeat_count", Table.text(count));
            row.put("diamonds", Table.text(diamonds));
            row.put("started_at", Table.text(start));
        });
        return given;
    }

    private static long startOf(Event frame) {
        long group = orZero(frame.group());
        long before = frame.at() - Math.max(0, group);
        return before >= 0 && before <= DAY ? group : frame.at();
    }

    private static Map<Long, Minute> minutes(List<Event> events, List<Given> given) {
        Map<Long, Minute> minutes = new TreeMap<>();
        for (Event event : events) {
            Minute minute = minutes.computeIfAbsent(Math.floorDiv(event.at(), MINUTE), unused -> new Minute());
            minute.events++;
            minute.comments += event.is("comment") ? 1 : 0;
            minute.likes += event.is("like") ? orZero(event.likeCount()) : 0;
            minute.joins += event.is("join") ? 1 : 0;
            minute.follows += event.is("follow") ? 1 : 0;
            minute.shares += event.is("share") ? 1 : 0;
            if (event.is("viewers")) {
                long viewers = orZero(event.viewers());
                minute.samples++;
                minute.viewersSum += viewers;
                minute.viewersMin =
                        minute.viewersMin == null ? (Long) viewers : (Long) Math.min(minute.viewersMin, viewers);
                minute.viewersMax = greater(minute.viewersMax, viewers);
            }
        }
        for (Given gift : given) {
            Minute minute = minutes.computeIfAbsent(Math.floorDiv(gift.at(), MINUTE), unused -> new Minute());
            minute.gifts += gift.count();
            minute.diamonds += gift.count() * gift.diamonds();
        }
        minutes.values().removeIf(it -> it.events == 0 && it.gifts == 0 && it.diamonds == 0);
        return minutes;
    }

    private static Map<Long, Day> days(Map<Long, Minute> minutes) {
        Map<Long, Day> days = new TreeMap<>();
        minutes.forEach((minute, it) -> {
            Day day = days.computeIfAbsent(Math.floorDiv(minute, 1440), unused -> new Day());
            day.events += it.events;
            day.eventMinutes += it.events > 0 ? 1 : 0;
            day.viewersPeak = it.viewersMax == null ? day.viewersPeak : greater(day.viewersPeak, it.viewersMax);
            day.viewerMinutes = day.viewerMinutes.add(it.mean());
            day.comments += it.comments;
            day.likes += it.likes;
            day.gifts += it.gifts;
            day.diamonds += it.diamonds;
            day.follows += it.follows;
            day.shares += it.shares;
            day.joins += it.joins;
        });
        days.values().removeIf(it -> it.events == 0 && it.gifts == 0 && it.diamonds == 0);
        return days;
    }

    private void minuteRow(long room, long minute, Minute it) {
        Map<String, @Nullable String> row = minutes.row(room + "/" + minute * MINUTE);
        row.put("events", Table.text(it.events));
        row.put("comments", Table.text(it.comments));
        row.put("likes_observed", Table.text(it.likes));
        row.put("gifts", Table.text(it.gifts));
        row.put("diamonds", Table.text(it.diamonds));
        row.put("joins", Table.text(it.joins));
        row.put("follows", Table.text(it.follows));
        row.put("shares", Table.text(it.shares));
        row.put("viewer_samples", Table.text(it.samples));
        row.put("viewers_sum", Table.text(it.viewersSum));
        row.put("viewers_min", Table.text(it.viewersMin));
        row.put("viewers_max", Table.text(it.viewersMax));
    }

    private void dayRow(long room, long day, Day it) {
        Map<String, @Nullable String> row = days.row(room + "/" + dateOf(day));
        row.put("events", Table.text(it.events));
        row.put("event_minutes", Table.text(it.eventMinutes));
        row.putAll(countsOf(it));
    }

    private static Map<String, @Nullable String> countsOf(Day it) {
        Map<String, @Nullable String> row = new HashMap<>();
        row.put("viewers_peak", Table.text(it.viewersPeak));
        row.put("viewer_minutes", Table.text(it.viewerMinutes));
        row.put("comments", Table.text(it.comments));
        row.put("likes_observed", Table.text(it.likes));
        row.put("gifts", Table.text(it.gifts));
        row.put("diamonds", Table.text(it.diamonds));
        row.put("follows", Table.text(it.follows));
        row.put("shares", Table.text(it.shares));
        row.put("joins", Table.text(it.joins));
        return row;
    }

    private static String dateOf(long day) {
        return Instant.ofEpochMilli(day * DAY)
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    private void addToHost(long host, long day, Day it) {
        DayOfHost of = hosts.computeIfAbsent(host + "/" + dateOf(day), unused -> new DayOfHost());
        of.streams += it.events > 0 ? 1 : 0;
        of.sum.eventMinutes += it.eventMinutes;
        of.sum.viewersPeak = it.viewersPeak == null ? of.sum.viewersPeak : greater(of.sum.viewersPeak, it.viewersPeak);
        of.sum.viewerMinutes = of.sum.viewerMinutes.add(it.viewerMinutes);
        of.sum.comments += it.comments;
        of.sum.likes += it.likes;
        of.sum.gifts += it.gifts;
        of.sum.diamonds += it.diamonds;
        of.sum.follows += it.follows;
        of.sum.shares += it.shares;
        of.sum.joins += it.joins;
    }

    private void participantRows(long room, List<Event> events, List<Given> given) {
        Map<Long, List<Event>> byUser = new HashMap<>();
        for (Event event : events) {
            if (event.user() != null) {
                byUser.computeIfAbsent(event.user(), unused -> new ArrayList<>())
                        .add(event);
            }
        }
        Map<Long, long[]> gifts = new HashMap<>();
        for (Given gift : given) {
            if (gift.user() != null) {
                long[] sums = gifts.computeIfAbsent(gift.user(), unused -> new long[2]);
                sums[0] += gift.count();
                sums[1] += gift.count() * gift.diamonds();
            }
        }
        byUser.forEach((user, own) -> {
            long[] sums = gifts.getOrDefault(user, new long[2]);
            Map<String, @Nullable String> row = participants.row(room + "/" + user);
            row.put("comments", Table.text(count(own, "comment")));
            row.put("likes", Table.text(likes(own)));
            row.put("gifts", Table.text(sums[0]));
            row.put("gift_messages", Table.text(count(own, "gift")));
            row.put("diamonds", Table.text(sums[1]));
            row.put("shares", Table.text(count(own, "share")));
            row.put("follows", Table.text(count(own, "follow")));
            row.put("joins", Table.text(count(own, "join")));
            row.put("events", Table.text((long) own.size()));
            row.put(
                    "first_at",
                    Table.text(own.stream().mapToLong(Event::at).min().orElse(0)));
            row.put(
                    "last_at",
                    Table.text(own.stream().mapToLong(Event::at).max().orElse(0)));
            row.put("unique_id", value(newest(own, it -> it.uniqueId() != null), Event::uniqueId));
            row.put("nickname", value(newest(own, it -> it.nickname() != null), Event::nickname));
        });
    }

    private void streamRow(
            long room, List<Event> events, List<Given> given, Collection<Minute> minutes, @Nullable Long host) {
        long first = events.stream().mapToLong(Event::at).min().orElse(0);
        long last = events.stream().mapToLong(Event::at).max().orElse(0);
        long created = (room >> 32) * 1000;
        Long end = value(newest(events, it -> it.is("end")), Event::at);
        long observed = likes(events);
        Long total = most(events, Event::likeTotal);
        Event pausing = newest(events, it -> it.is("pause") || it.is("resume"));
        Map<String, @Nullable String> row = streams.row(String.valueOf(room));
        row.put("user_id", Table.text(host));
        row.put("events", Table.text((long) events.size()));
        row.put("first_event_at", Table.text(first));
        row.put("last_event_at", Table.text(last));
        row.put("started_at", Table.text(first >= created && first - created <= 2 * DAY ? created : first));
        row.put("ended_at", end != null && last - end <= 10 * MINUTE ? Table.text(end) : null);
        row.put("paused", Table.text(pausing != null && pausing.is("pause")));
        row.put("comments", Table.text(count(events, "comment")));
        row.put("shares", Table.text(count(events, "share")));
        row.put("joins", Table.text(count(events, "join")));
        row.put("follows", Table.text(count(events, "follow")));
        row.put("commenters", Table.text(users(events, Set.of("comment"))));
        row.put("gifters", Table.text(users(events, Set.of("gift"))));
        row.put("new_followers", Table.text(users(events, Set.of("follow"))));
        row.put("engaged", Table.text(users(events, Set.of("comment", "gift", "share", "follow"))));
        row.put("participants", Table.text(users(events, Set.of())));
        row.put("likes_observed", Table.text(observed));
        row.put("like_total", Table.text(total));
        row.put("likes", Table.text(Math.max(observed, total == null ? 0 : total)));
        row.put("gifts", Table.text(given.stream().mapToLong(Given::count).sum()));
        row.put(
                "diamonds",
                Table.text(given.stream()
                        .mapToLong(it -> it.count() * it.diamonds())
                        .sum()));
        row.put("viewers_now", Table.text(value(newest(events, it -> it.is("viewers")), Event::viewers)));
        row.put("viewers_peak", Table.text(most(events, Event::viewers)));
        row.put("viewers_total", Table.text(most(events, Event::viewersTotal)));
        row.put(
                "follower_total",
                Table.text(value(newest(events, it -> it.followerTotal() != null), Event::followerTotal)));
        row.put(
                "sampled_minutes",
                Table.text(minutes.stream().filter(it -> it.samples > 0).count()));
        row.put(
                "viewer_minutes",
                Table.text(minutes.stream().map(Minute::mean).reduce(BigDecimal.ZERO, BigDecimal::add)));
    }

    private static long count(List<Event> events, String type) {
        return events.stream().filter(it -> it.is(type)).count();
    }

    private static long likes(List<Event> events) {
        return events.stream()
                .filter(it -> it.is("like"))
                .mapToLong(it -> orZero(it.likeCount()))
                .sum();
    }

    /** Distinct users over events of these types; of all where none is named. */
    private static long users(List<Event> events, Set<String> types) {
        Set<Long> users = new HashSet<>();
        for (Event event : events) {
            if (event.user() != null && (types.isEmpty() || types.contains(event.type()))) {
                users.add(event.user());
            }
        }
        return users.size();
    }

    private static @Nullable Long most(List<Event> events, Function<Event, @Nullable Long> of) {
        return events.stream()
                .map(of)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Event newest(List<Event> events, Predicate<Event> which) {
        return events.stream().filter(which).max(BY_TIME).orElse(null);
    }

    private static <T> @Nullable T value(@Nullable Event event, Function<Event, @Nullable T> of) {
        return event == null ? null : of.apply(event);
    }

    private static Long greater(@Nullable Long a, long b) {
        return a == null ? (Long) b : (Long) Math.max(a, b);
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /** Holds what is kept against all this. */
    void compare(Connection connection, Findings findings) throws SQLException {
        Table.kept(connection, "live_streams", """
                SELECT room_id::text, user_id, events, ms(first_event_at) AS first_event_at, ms(last_event_at) AS last_event_at,
                       ms(started_at) AS started_at, ms(ended_at) AS ended_at, paused, comments, shares, joins, follows, commenters,
                       gifters, new_followers, engaged, participants, likes_observed, like_total, likes, gifts, diamonds, viewers_now,
                       viewers_peak, viewers_total, follower_total, sampled_minutes, trim_scale(viewer_minutes) AS viewer_minutes
                  FROM live_streams""".replaceAll("ms\\(([a-z_]+)\\)", Sql.MILLIS))
                .mustEqual(streams, findings);
        Table.kept(connection, "live_minute_stats", """
                SELECT room_id || '/' || ms(minute), events, comments, likes_observed, gifts, diamonds, joins, follows, shares,
                       viewer_samples, viewers_sum, viewers_min, viewers_max
                  FROM live_minute_stats WHERE events <> 0 OR gifts <> 0 OR diamonds <> 0""".replaceAll("ms\\(([a-z_]+)\\)", Sql.MILLIS))
                .mustEqual(minutes, findings);
        Table.kept(connection, "live_stream_days", """
                SELECT room_id || '/' || date, events, event_minutes, viewers_peak, trim_scale(viewer_minutes) AS viewer_minutes,
                       comments, likes_observed, gifts, diamonds, follows, shares, joins
                  FROM live_stream_days WHERE events <> 0 OR gifts <> 0 OR diamonds <> 0""").mustEqual(days, findings);
        Table.kept(connection, "live_participants", """
                SELECT room_id || '/' || user_id, comments, likes, gifts, gift_messages, diamonds, shares, follows, joins, events,
                       ms(first_at) AS first_at, ms(last_at) AS last_at, unique_id, nickname
                  FROM live_participants""".replaceAll("ms\\(([a-z_]+)\\)", Sql.MILLIS))
                .mustEqual(participants, findings);
        Table.kept(connection, "gift_streaks", """
                SELECT room_id || '/' || user_id || '/' || gift_id || '/' || gift_group_id, repeat_count, diamonds,
                       ms(started_at) AS started_at
                  FROM gift_streaks""".replaceAll("ms\\(([a-z_]+)\\)", Sql.MILLIS))
                .mustEqual(streaks, findings);
        Table.kept(connection, "daily_live_analytics", """
                SELECT user_id || '/' || date, streams, live_seconds, viewers_peak, trim_scale(viewer_minutes) AS viewer_minutes,
                       comments, likes_observed, gifts, diamonds, follows, shares, joins
                  FROM daily_live_analytics""").mustEqual(hostTable(), findings);
    }

    private Table hostTable() {
        Table table = new Table("daily_live_analytics");
        hosts.forEach((key, it) -> {
            Map<String, @Nullable String> row = table.row(key);
            row.put("streams", Table.text(it.streams));
            row.put("live_seconds", Table.text(60 * it.sum.eventMinutes));
            row.putAll(countsOf(it.sum));
        });
        return table;
    }
}
