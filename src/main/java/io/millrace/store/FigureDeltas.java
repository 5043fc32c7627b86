package io.millrace.store;

import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a batch's new events add to the figures, summed up by room, participant, minute, day and host.
 *
 * <p>Only sums, greatest, least and newest: whatever the order of batches, the rows end the same. Not for use by several threads.
 */
final class FigureDeltas {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long DAY_MILLIS = 86_400_000;
    // 2016: no TikTok room is older, so an id that says so is made up and tells no time.
    private static final long EARLIEST_ROOM = 1_451_606_400_000L;

    // Of the last event. Events come ordered by room and time, so the next one mostly changes the same three.
    private @Nullable Rows last;

    private final Map<Long, Room> rooms = new HashMap<>();
    private final Map<ParticipantKey, Participant> participants = new HashMap<>();
    private final Map<MinuteKey, Minute> minutes = new HashMap<>();
    private final Map<DayKey, Day> days = new HashMap<>();
    private final Map<Long, SeenHost> hosts = new HashMap<>();
    private final Map<NameKey, Span> uniqueIds = new HashMap<>();
    private final Map<NameKey, Span> nicknames = new HashMap<>();

    record ParticipantKey(long roomId, long userId) {
        // Ids of rooms and users grow with time alike: the sum that a record makes by itself puts many of them into one
        // place.
        @Override
        public int hashCode() {
            long hash = (roomId * 31 + userId) * 0x9E3779B97F4A7C15L;
            return (int) (hash >>> 32);
        }
    }

    record MinuteKey(long roomId, long minuteMillis) {}

    record DayKey(long roomId, long epochDay) {
        LocalDate date() {
            return LocalDate.ofEpochDay(epochDay);
        }
    }

    record NameKey(long userId, String name) {}

    /** When something was seen first and last. */
    static final class Span {
        long firstMillis = Long.MAX_VALUE;
        long lastMillis = Long.MIN_VALUE;

        void include(long millis) {
            firstMillis = Math.min(firstMillis, millis);
            lastMillis = Math.max(lastMillis, millis);
        }
    }

    static final class Room {
        final Span span = new Span();
        long events;
        long comments;
        long shares;
        long joins;
        long follows;
        long likesObserved;
        long gifts;
        long diamonds;

        @Nullable
        Long likeTotal;

        @Nullable
        Long viewersPeak;

        @Nullable
        Long viewersTotal;

        @Nullable
        Long endMillis;

        @Nullable
        Newest<Long> userId;

        Newest.@Nullable Name uniqueId;
        Newest.@Nullable Name nickname;

        @Nullable
        Newest<String> title;

        @Nullable
        Newest<Boolean> paused;

        @Nullable
        Newest<Long> viewersNow;

        @Nullable
        Newest<Long> followerTotal;

        // The host as it was named last: the same in nearly all messages of a room.
        private @Nullable Named named;
    }

    static final class Participant {
        final Span span = new Span();
        long comments;
        long likes;
        long gifts;
        long giftMessages;
        long diamonds;
        long shares;
        long follows;
        long joins;
        long events;
        Newest.@Nullable Name uniqueId;
        Newest.@Nullable Name nickname;
    }

    static final class Minute {
        long events;
        long comments;
        long likesObserved;
        long gifts;
        long diamonds;
        long joins;
        long follows;
        long shares;
        long viewerSamples;
        long viewersSum;

        @Nullable
        Long viewersMin;

        @Nullable
        Long viewersMax;
    }

    static final class Day {
        long events;
        long comments;
        long likesObserved;
        long gifts;
        long diamonds;
        long follows;
        long shares;
        long joins;

        @Nullable
        Long viewersPeak;
    }

    static final class SeenHost {
        final Span span = new Span();
        Newest.@Nullable Name uniqueId;
        Newest.@Nullable Name nickname;
    }

    static FigureDeltas of(HistoryStatement.Fresh fresh) {
        FigureDeltas deltas = new FigureDeltas();
        fresh.events().forEach(deltas::add);
        fresh.streaks().forEach(deltas::add);
        return deltas;
    }

    /** One event that is stored for the first time. A frame of a streak counts as an event here; its gifts come with its change. */
    private void add(LiveEvent event) {
        Rows rows = rows(event);
        Room room = rows.room;
        Minute minute = rows.minute;
        Day day = rows.day;
        Participant participant = participant(event);
        room.events++;
        minute.events++;
        day.events++;
        room.span.include(event.occurredAtMillis());
        count(event, room, minute, day);
        if (participant != null) {
            count(event, participant);
        }
        addTotals(event, room);
        addHost(event, room);
    }

    private void count(LiveEvent event, Room room, Minute minute, Day day) {
        switch (event.type()) {
            case COMMENT -> {
                room.comments++;
                minute.comments++;
                day.comments++;
            }
            case LIKE -> {
                long likes = orZero(event.likeCount());
                room.likesObserved += likes;
                minute.likesObserved += likes;
                day.likesObserved += likes;
            }
            case GIFT -> {
                if (!isStreakFrame(event)) {
                    addSingleGift(event, room);
                }
            }
            case JOIN -> {
                room.joins++;
                minute.joins++;
                day.joins++;
            }
            case FOLLOW -> {
                room.follows++;
                minute.follows++;
                day.follows++;
            }
            case SHARE -> {
                room.shares++;
                minute.shares++;
                day.shares++;
            }
            case VIEWERS -> addSample(event, room, minute, day);
            case PAUSE -> room.paused = Newest.of(room.paused, at(event, true));
            case RESUME -> room.paused = Newest.of(room.paused, at(event, false));
            case END -> room.endMillis = greatest(room.endMillis, event.occurredAtMillis());
            case OTHER -> {
                // Counts as an event of its room, and as nothing else.
            }
        }
    }

    private static void count(LiveEvent event, Participant participant) {
        participant.events++;
        participant.span.include(event.occurredAtMillis());
        switch (event.type()) {
            case COMMENT -> participant.comments++;
            case LIKE -> participant.likes += orZero(event.likeCount());
            case GIFT -> participant.giftMessages++;
            case JOIN -> participant.joins++;
            case FOLLOW -> participant.follows++;
            case SHARE -> participant.shares++;
            case VIEWERS, PAUSE, RESUME, END, OTHER -> {
                // Makes its user a participant, and no more.
            }
        }
        participant.uniqueId = seen(participant.uniqueId, event.uniqueId(), event.occurredAtMillis());
        participant.nickname = seen(participant.nickname, event.nickname(), event.occurredAtMillis());
    }

    private void addSingleGift(LiveEvent event, Room room) {
        long gifts = Math.max(1, orZero(event.repeatCount()));
        long diamonds = gifts * orZero(event.diamonds());
        room.gifts += gifts;
        room.diamonds += diamonds;
        place(event.roomId(), event.occurredAtMillis(), gifts, diamonds);
        Participant participant = participant(event);
        if (participant != null) {
            participant.gifts += gifts;
            participant.diamonds += diamonds;
        }
    }

    /** Takes the streak's old contribution away where it stood and puts the new one where it belongs. */
    private void add(StreakChange change) {
        StreakChange.Standing before = change.before();
        StreakChange.Standing now = change.now();
        long gifts = now.repeatCount();
        long diamonds = now.worth();
        place(change.roomId(), now.startedAtMillis(), gifts, diamonds);
        if (before != null) {
            place(change.roomId(), before.startedAtMillis(), -before.repeatCount(), -before.worth());
            gifts -= before.repeatCount();
            diamonds -= before.worth();
        }
        Room room = rooms.computeIfAbsent(change.roomId(), id -> new Room());
        room.gifts += gifts;
        room.diamonds += diamonds;
        Participant participant = participants.get(new ParticipantKey(change.roomId(), change.userId()));
        if (participant != null) {
            participant.gifts += gifts;
            participant.diamonds += diamonds;
        }
    }

    private void place(long roomId, long atMillis, long gifts, long diamonds) {
        Minute minute = minute(roomId, atMillis);
        minute.gifts += gifts;
        minute.diamonds += diamonds;
        Day day = day(roomId, atMillis);
        day.gifts += gifts;
        day.diamonds += diamonds;
    }

    private static void addSample(LiveEvent event, Room room, Minute minute, Day day) {
        Long viewers = event.viewers();
        if (viewers == null) {
            return;
        }
        room.viewersPeak = greatest(room.viewersPeak, viewers);
        room.viewersNow = Newest.of(room.viewersNow, at(event, viewers));
        minute.viewerSamples++;
        minute.viewersSum += viewers;
        minute.viewersMin = minute.viewersMin == null ? viewers : Long.valueOf(Math.min(minute.viewersMin, viewers));
        minute.viewersMax = greatest(minute.viewersMax, viewers);
        day.viewersPeak = greatest(day.viewersPeak, viewers);
    }

    private static void addTotals(LiveEvent event, Room room) {
        Long likeTotal = event.likeTotal();
        if (likeTotal != null) {
            room.likeTotal = greatest(room.likeTotal, likeTotal);
        }
        Long viewersTotal = event.viewersTotal();
        if (viewersTotal != null) {
            room.viewersTotal = greatest(room.viewersTotal, viewersTotal);
        }
        Long followerTotal = event.followerTotal();
        if (followerTotal != null) {
            room.followerTotal = Newest.of(room.followerTotal, at(event, followerTotal));
        }
        String title = event.title();
        if (title != null && !title.isEmpty()) {
            room.title = Newest.of(room.title, at(event, title));
        }
    }

    private void addHost(LiveEvent event, Room room) {
        Host host = event.host();
        if (host == null) {
            return;
        }
        Long userId = host.userId();
        if (userId != null) {
            room.userId = Newest.of(room.userId, at(event, userId));
        }
        long seenAt = event.dated() ? event.occurredAtMillis() : createdAt(event.roomId());
        if (seenAt < EARLIEST_ROOM) {
            return;
        }
        room.uniqueId = seen(room.uniqueId, host.uniqueId(), seenAt);
        room.nickname = seen(room.nickname, host.nickname(), seenAt);
        if (userId != null) {
            Named named = room.named;
            if (named == null || !named.host.equals(host)) {
                named = named(host, userId);
                room.named = named;
            }
            named.include(seenAt);
            if (userId.equals(event.userId())) {
                named(new Host(userId, event.uniqueId(), event.nickname()), userId)
                        .include(seenAt);
            }
        }
    }

    /**
     * When the room was opened. A host's names of a message without a time of its own count as seen then: its deliveries bring
     * different times, and what was seen last cannot be taken back when an earlier one arrives.
     */
    private static long createdAt(long roomId) {
        return (roomId >> 32) * 1000;
    }

    /** A host as messages name it, and the rows that a naming touches. */
    private record Named(
            Host host,
            SeenHost seen,
            @Nullable Span uniqueId,
            @Nullable Span nickname) {
        void include(long seenAt) {
            seen.span.include(seenAt);
            seen.uniqueId = FigureDeltas.seen(seen.uniqueId, host.uniqueId(), seenAt);
            seen.nickname = FigureDeltas.seen(seen.nickname, host.nickname(), seenAt);
            if (uniqueId != null) {
                uniqueId.include(seenAt);
            }
            if (nickname != null) {
                nickname.include(seenAt);
            }
        }
    }

    private Named named(Host host, long userId) {
        return new Named(
                host,
                hosts.computeIfAbsent(userId, id -> new SeenHost()),
                span(uniqueIds, userId, host.uniqueId()),
                span(nicknames, userId, host.nickname()));
    }

    private static @Nullable Span span(Map<NameKey, Span> names, long userId, @Nullable String name) {
        return name == null || name.isEmpty()
                ? null
                : names.computeIfAbsent(new NameKey(userId, name), key -> new Span());
    }

    private @Nullable Participant participant(LiveEvent event) {
        Long userId = event.userId();
        return userId == null
                ? null
                : participants.computeIfAbsent(new ParticipantKey(event.roomId(), userId), key -> new Participant());
    }

    private record Rows(long roomId, long minuteMillis, Room room, Minute minute, Day day) {}

    private Rows rows(LiveEvent event) {
        long roomId = event.roomId();
        long minuteMillis = minuteOf(event.occurredAtMillis());
        Rows rows = last;
        if (rows == null || rows.roomId != roomId || rows.minuteMillis != minuteMillis) {
            rows = new Rows(
                    roomId,
                    minuteMillis,
                    rooms.computeIfAbsent(roomId, id -> new Room()),
                    minute(roomId, minuteMillis),
                    day(roomId, minuteMillis));
            last = rows;
        }
        return rows;
    }

    private static long minuteOf(long millis) {
        return Math.floorDiv(millis, MINUTE_MILLIS) * MINUTE_MILLIS;
    }

    private Minute minute(long roomId, long atMillis) {
        long start = minuteOf(atMillis);
        return minutes.computeIfAbsent(new MinuteKey(roomId, start), key -> new Minute());
    }

    private Day day(long roomId, long atMillis) {
        return days.computeIfAbsent(new DayKey(roomId, epochDayOf(atMillis)), key -> new Day());
    }

    /** Type 1 with a group: its frames repeat a cumulative count. */
    static boolean isStreakFrame(LiveEvent event) {
        return Boolean.TRUE.equals(event.giftStreakable()) && event.giftGroupId() != null;
    }

    private static Newest.@Nullable Name seen(Newest.@Nullable Name known, @Nullable String name, long seenAt) {
        return name == null || name.isEmpty() ? known : Newest.Name.of(known, new Newest.Name(seenAt, name));
    }

    private static <V> Newest<V> at(LiveEvent event, V value) {
        return new Newest<>(event.occurredAtMillis(), event.msgId(), value);
    }

    private static Long greatest(@Nullable Long known, long seen) {
        return known == null ? seen : Math.max(known, seen);
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    // Sorted as the primary keys are: every writer takes its row locks in one order.

    List<Map.Entry<Long, Room>> rooms() {
        return sorted(rooms, Comparator.naturalOrder());
    }

    List<Map.Entry<ParticipantKey, Participant>> participants() {
        return sorted(
                participants,
                Comparator.comparingLong(ParticipantKey::roomId).thenComparingLong(ParticipantKey::userId));
    }

    List<Map.Entry<MinuteKey, Minute>> minutes() {
        return sorted(minutes, Comparator.comparingLong(MinuteKey::roomId).thenComparingLong(MinuteKey::minuteMillis));
    }

    List<Map.Entry<DayKey, Day>> days() {
        return sorted(days, Comparator.comparingLong(DayKey::roomId).thenComparingLong(DayKey::epochDay));
    }

    List<Map.Entry<Long, SeenHost>> hosts() {
        return sorted(hosts, Comparator.naturalOrder());
    }

    List<Map.Entry<NameKey, Span>> uniqueIds() {
        return sorted(uniqueIds, Comparator.comparingLong(NameKey::userId).thenComparing(NameKey::name));
    }

    List<Map.Entry<NameKey, Span>> nicknames() {
        return sorted(nicknames, Comparator.comparingLong(NameKey::userId).thenComparing(NameKey::name));
    }

    private static <K, V> List<Map.Entry<K, V>> sorted(Map<K, V> map, Comparator<K> order) {
        List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Map.Entry.comparingByKey(order));
        return entries;
    }

    /** The UTC day of a time. */
    static LocalDate dayOf(long millis) {
        return LocalDate.ofEpochDay(epochDayOf(millis));
    }

    static long epochDayOf(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }
}
