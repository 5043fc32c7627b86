package io.millrace.store;

import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a batch's new events add to the figures, summed up by room, participant, minute, day and host.
 *
 * <p>Only sums, greatest, least and newest: whatever the order of batches, the rows end the same. Not for use by several threads.
 */
final class FigureDeltas {
    private static final long MINUTE_MILLIS = 60_000;
    static final long DAY_MILLIS = 86_400_000;
    // 2016: no TikTok room is older, so an id that says so is made up and tells no time.
    private static final long EARLIEST_ROOM = 1_451_606_400_000L;

    // Of the last event. Events come ordered by room and time, so the next one mostly changes the same three.
    private @Nullable Rows last;

    // All sorted as the primary keys are: every writer takes its row locks in one order.
    private final Map<Long, Room> rooms = new TreeMap<>();
    private final Map<MinuteKey, Minute> minutes = new TreeMap<>();
    private final Map<DayKey, Day> days = new TreeMap<>();
    private final Map<Long, SeenHost> hosts = new TreeMap<>();
    private final Map<NameKey, Span> uniqueIds = new TreeMap<>();
    private final Map<NameKey, Span> nicknames = new TreeMap<>();

    record MinuteKey(long roomId, long minuteMillis) implements Comparable<MinuteKey> {
        @Override
        public int compareTo(MinuteKey other) {
            return roomId != other.roomId
                    ? Long.compare(roomId, other.roomId)
                    : Long.compare(minuteMillis, other.minuteMillis);
        }
    }

    record DayKey(long roomId, long epochDay) implements Comparable<DayKey> {
        @Override
        public int compareTo(DayKey other) {
            return roomId != other.roomId ? Long.compare(roomId, other.roomId) : Long.compare(epochDay, other.epochDay);
        }

        LocalDate date() {
            return LocalDate.ofEpochDay(epochDay);
        }
    }

    record NameKey(long userId, String name) implements Comparable<NameKey> {
        @Override
        public int compareTo(NameKey other) {
            return userId != other.userId ? Long.compare(userId, other.userId) : name.compareTo(other.name);
        }
    }

    /** When something was seen first and last. */
    static class Span {
        long firstMillis = Long.MAX_VALUE;
        long lastMillis = Long.MIN_VALUE;

        void include(long millis) {
            firstMillis = Math.min(firstMillis, millis);
            lastMillis = Math.max(lastMillis, millis);
        }
    }

    static final class Room extends Span {
        private final Map<Long, Participant> participants = new TreeMap<>();
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

        final Newest<Long> userId = new Newest<>();
        final Newest.Name uniqueId = new Newest.Name();
        final Newest.Name nickname = new Newest.Name();
        final Newest<String> title = new Newest<>();
        final Newest<Boolean> paused = new Newest<>();
        final Newest<Long> viewersNow = new Newest<>();
        final Newest<Long> followerTotal = new Newest<>();

        // The host as it was named last: the same in nearly all messages of a room.
        private @Nullable Named named;
    }

    static final class Participant extends Span {
        final long roomId;
        final long userId;
        long comments;
        long likes;
        long gifts;
        long giftMessages;
        long diamonds;
        long shares;
        long follows;
        long joins;
        long events;
        final Newest.Name uniqueId = new Newest.Name();
        final Newest.Name nickname = new Newest.Name();

        private Participant(long roomId, long userId) {
            this.roomId = roomId;
            this.userId = userId;
        }
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

    static final class SeenHost extends Span {
        final Newest.Name uniqueId = new Newest.Name();
        final Newest.Name nickname = new Newest.Name();
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
        Participant participant = participant(event, room);
        room.events++;
        rows.minute.events++;
        rows.day.events++;
        room.include(event.occurredAtMillis());
        count(event, rows, participant);
        if (participant != null) {
            count(event, participant);
        }
        addTotals(event, room);
        addHost(event, room);
    }

    private static void count(LiveEvent event, Rows rows, @Nullable Participant participant) {
        Room room = rows.room;
        Minute minute = rows.minute;
        Day day = rows.day;
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
                    addSingleGift(event, rows, participant);
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
            case PAUSE -> see(room.paused, event, true);
            case RESUME -> see(room.paused, event, false);
            case END -> room.endMillis = greatest(room.endMillis, event.occurredAtMillis());
            case OTHER -> {
                // Counts as an event of its room, and as nothing else.
            }
        }
    }

    private static void count(LiveEvent event, Participant participant) {
        participant.events++;
        participant.include(event.occurredAtMillis());
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
        participant.uniqueId.see(event.uniqueId(), event.occurredAtMillis());
        participant.nickname.see(event.nickname(), event.occurredAtMillis());
    }

    private static void addSingleGift(LiveEvent event, Rows rows, @Nullable Participant participant) {
        long gifts = Math.max(1, orZero(event.repeatCount()));
        long diamonds = gifts * orZero(event.diamonds());
        rows.room.gifts += gifts;
        rows.room.diamonds += diamonds;
        rows.minute.gifts += gifts;
        rows.minute.diamonds += diamonds;
        rows.day.gifts += gifts;
        rows.day.diamonds += diamonds;
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
        Participant participant = room.participants.get(change.userId());
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
        see(room.viewersNow, event, viewers);
        minute.viewerSamples++;
        minute.viewersSum += viewers;
        minute.viewersMin = minute.viewersMin == null || viewers < minute.viewersMin ? viewers : minute.viewersMin;
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
            see(room.followerTotal, event, followerTotal);
        }
        String title = event.title();
        if (title != null && !title.isEmpty()) {
            see(room.title, event, title);
        }
    }

    private void addHost(LiveEvent event, Room room) {
        Host host = event.host();
        if (host == null) {
            return;
        }
        Long userId = host.userId();
        if (userId != null) {
            see(room.userId, event, userId);
        }
        long seenAt = event.dated() ? event.occurredAtMillis() : createdAt(event.roomId());
        if (seenAt < EARLIEST_ROOM) {
            return;
        }
        room.uniqueId.see(host.uniqueId(), seenAt);
        room.nickname.see(host.nickname(), seenAt);
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
            seen.include(seenAt);
            seen.uniqueId.see(host.uniqueId(), seenAt);
            seen.nickname.see(host.nickname(), seenAt);
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

    private static @Nullable Participant participant(LiveEvent event, Room room) {
        Long userId = event.userId();
        return userId == null
                ? null
                : room.participants.computeIfAbsent(userId, id -> new Participant(event.roomId(), id));
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

    private static <V> void see(Newest<V> newest, LiveEvent event, V value) {
        newest.see(event.occurredAtMillis(), event.msgId(), value);
    }

    private static Long greatest(@Nullable Long known, Long seen) {
        return known == null || seen > known ? seen : known;
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    List<Map.Entry<Long, Room>> rooms() {
        return new ArrayList<>(rooms.entrySet());
    }

    /** Of all rooms, ordered by room and user. */
    List<Participant> participants() {
        List<Participant> participants = new ArrayList<>();
        rooms.values().forEach(room -> participants.addAll(room.participants.values()));
        return participants;
    }

    List<Map.Entry<MinuteKey, Minute>> minutes() {
        return new ArrayList<>(minutes.entrySet());
    }

    List<Map.Entry<DayKey, Day>> days() {
        return new ArrayList<>(days.entrySet());
    }

    List<Map.Entry<Long, SeenHost>> hosts() {
        return new ArrayList<>(hosts.entrySet());
    }

    List<Map.Entry<NameKey, Span>> uniqueIds() {
        return new ArrayList<>(uniqueIds.entrySet());
    }

    List<Map.Entry<NameKey, Span>> nicknames() {
        return new ArrayList<>(nicknames.entrySet());
    }

    /** The UTC day of a time. */
    static LocalDate dayOf(long millis) {
        return LocalDate.ofEpochDay(epochDayOf(millis));
    }

    static long epochDayOf(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }
}
