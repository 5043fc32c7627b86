package io.millrace.store;

import io.millrace.event.EventType;
import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A small world of rooms over a midnight, with everything that has ever upset a total: streaks whose group lies before midnight, just
 * within and just beyond 24 hours, prices that differ between frames, gifts without a user, late hosts, equal times, samples of
 * zero, ends that are followed by events, messages without a time of their own.
 */
final class GeneratedWorld {
    /** Five minutes before a UTC midnight, which no minute or day of the session's zone shares. */
    static final long START = 1_763_596_500_000L;

    // U+FFFD sorts above an emoji in UTF-16 and below it in UTF-8. The empty name must never overwrite one.
    private static final List<String> NICKNAMES = List.of("a", "b", "\uFFFD", "\uD83D\uDC1E", "");
    private static final long SPAN = 900_000;
    private static final long DAY = 86_400_000;

    private final Random random;
    private final boolean undated;
    private final List<LiveEvent> events = new ArrayList<>();
    private long nextMsgId = 7_572_000_000_000_000_000L;

    private GeneratedWorld(long seed, boolean undated) {
        this.random = new Random(seed);
        this.undated = undated;
    }

    /** The same world for the same seed; each message once, but undated ones twice, with different times. */
    static List<LiveEvent> of(long seed, int rooms, int eventsPerRoom) {
        return of(new GeneratedWorld(seed, false), rooms, eventsPerRoom);
    }

    /** The same, and no message tells its time: each stands there twice. */
    static List<LiveEvent> undated(long seed, int rooms, int eventsPerRoom) {
        return of(new GeneratedWorld(seed, true), rooms, eventsPerRoom);
    }

    private static List<LiveEvent> of(GeneratedWorld world, int rooms, int eventsPerRoom) {
        for (int room = 0; room < rooms; room++) {
            world.addRoom((START / 1000 - 600 << 32) + room, 6_800_000_000_000_000_000L + room / 2, eventsPerRoom);
        }
        return world.events;
    }

    private void addRoom(long roomId, long hostId, int count) {
        for (int i = 0; i < count; i++) {
            // Every sixth at the very end: only where a user's newest events tie does the order of names show.
            long at = START + (random.nextInt(6) == 0 ? SPAN : random.nextInt((int) SPAN));
            long user = 6_500_000_000_000_000_000L + random.nextInt(12);
            switch (random.nextInt(13)) {
                case 0, 1 -> add(event(roomId, at, EventType.COMMENT, user).comment("hello " + i));
                case 2 ->
                    add(event(roomId, at, EventType.LIKE, user).likes(1 + random.nextInt(15), random.nextInt(5000)));
                case 3, 4, 5 -> addStreakFrame(roomId, at, user);
                case 6 ->
                    add(event(roomId, at, EventType.GIFT, random.nextBoolean() ? user : null)
                            .gift(7934, null, random.nextBoolean(), random.nextInt(3), (long) random.nextInt(3)));
                case 7 -> add(event(roomId, at, EventType.JOIN, user));
                case 8 -> add(event(roomId, at, EventType.FOLLOW, user).followers(1000 + random.nextInt(50)));
                case 9 -> add(event(roomId, at, EventType.SHARE, user));
                case 10, 11 ->
                    add(event(roomId, at, EventType.VIEWERS, null).viewers(random.nextInt(400), random.nextInt(9000)));
                default -> addRare(roomId, at, hostId, user);
            }
        }
    }

    private void addStreakFrame(long roomId, long at, long user) {
        long group =
                switch (random.nextInt(5)) {
                    case 0 -> at - DAY;
                    case 1 -> at - DAY - 1;
                    case 2 -> at;
                    case 3 -> START - 1000L * random.nextInt(3);
                    default -> -1 - random.nextInt(3);
                };
        add(event(roomId, at, EventType.GIFT, random.nextInt(8) == 0 ? null : user)
                .gift(5655 + random.nextInt(2), group, true, random.nextInt(30), 1L + random.nextInt(2)));
    }

    private void addRare(long roomId, long at, long hostId, long user) {
        switch (random.nextInt(7)) {
            case 0 -> add(event(roomId, at, EventType.PAUSE, null));
            case 1 -> add(event(roomId, at, EventType.RESUME, null));
            case 2 -> add(event(roomId, at, EventType.END, null));
            case 3 ->
                add(event(roomId, at, EventType.OTHER, hostId)
                        .names("host." + random.nextInt(2), "Host " + random.nextInt(2))
                        .host(new Host(hostId, "host." + random.nextInt(3), null)));
            case 4 ->
                add(event(roomId, at, EventType.OTHER, null)
                        .host(new Host(null, "only.handle", "Only \uD83D\uDE00 name"))
                        .title("title " + random.nextInt(3)));
            default -> addUndated(event(roomId, at, EventType.OTHER, null));
        }
    }

    private void add(Draft draft) {
        if (undated) {
            addUndated(draft);
        } else {
            events.add(draft.build());
        }
    }

    private void addUndated(Draft draft) {
        draft.dated = false;
        events.add(draft.build());
        draft.at += random.nextInt(400_000);
        events.add(draft.build());
    }

    private Draft event(long roomId, long at, EventType type, @Nullable Long user) {
        return new Draft(roomId, nextMsgId++, at, type, user);
    }

    private static final class Draft {
        private final long roomId;
        private final long msgId;
        private final EventType type;
        private final @Nullable Long userId;
        private long at;
        private boolean dated = true;
        private @Nullable String uniqueId;
        private @Nullable String nickname;
        private @Nullable String comment;
        private @Nullable Long giftId;
        private @Nullable Long groupId;
        private @Nullable Boolean streakable;
        private @Nullable Long diamonds;
        private @Nullable Long repeatCount;
        private @Nullable Long likeCount;
        private @Nullable Long likeTotal;
        private @Nullable Long viewers;
        private @Nullable Long viewersTotal;
        private @Nullable Long followerTotal;
        private @Nullable Host host;
        private @Nullable String title;

        Draft(long roomId, long msgId, long at, EventType type, @Nullable Long userId) {
            this.roomId = roomId;
            this.msgId = msgId;
            this.at = at;
            this.type = type;
            this.userId = userId;
            if (userId != null) {
                uniqueId = "user" + userId % 100 + "_" + msgId % 2;
                nickname = NICKNAMES.get((int) (msgId % NICKNAMES.size()));
            }
        }

        Draft comment(String text) {
            comment = text;
            return this;
        }

        Draft likes(long count, long total) {
            likeCount = count;
            likeTotal = total;
            return this;
        }

        Draft gift(long id, @Nullable Long group, boolean isStreakable, long count, @Nullable Long each) {
            giftId = id;
            groupId = group;
            streakable = isStreakable;
            repeatCount = count;
            diamonds = each;
            return this;
        }

        Draft viewers(long now, long total) {
            viewers = now;
            viewersTotal = total;
            return this;
        }

        Draft followers(long total) {
            followerTotal = total;
            return this;
        }

        Draft names(String handle, String name) {
            uniqueId = handle;
            nickname = name;
            return this;
        }

        Draft host(Host named) {
            host = named;
            return this;
        }

        Draft title(String named) {
            title = named;
            return this;
        }

        LiveEvent build() {
            return new LiveEvent(
                    roomId,
                    msgId,
                    at,
                    dated,
                    type,
                    type.label(),
                    userId,
                    uniqueId,
                    nickname,
                    comment,
                    giftId,
                    null,
                    groupId,
                    streakable,
                    diamonds,
                    repeatCount,
                    likeCount,
                    likeTotal,
                    viewers,
                    viewersTotal,
                    followerTotal,
                    null,
                    "canonical",
                    host,
                    title,
                    null);
        }
    }
}
