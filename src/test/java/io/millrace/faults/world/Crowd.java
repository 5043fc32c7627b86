package io.millrace.faults.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The world that publishes: hosts, their rooms, and a crowd that talks, likes and gives, out of order and more than once.
 *
 * <p>The same seed gives the same deeds, but for the clock.
 */
final class Crowd {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROOMS = 10;
    private static final int HOSTS = 4;
    private static final int VIEWERS = 300;
    private static final int REMEMBERED = 4000;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Random random;
    private final String liveEvents;
    private final String profileStats;
    private final int partitions;
    private final long[] rooms = new long[ROOMS];
    private final List<Deed> published = new ArrayList<>();
    private final List<Streak> streaks = new ArrayList<>();
    private final Set<Long> snapshotTimes = new HashSet<>();
    private long nextMessage;
    private long nextSnapshot;

    private static final class Streak {
        final long room;
        final long user;
        final long gift;
        final long group;
        final long diamonds;
        final int frames;
        int frame;

        Streak(long room, long user, long gift, long group, long diamonds, int frames) {
            this.room = room;
            this.user = user;
            this.gift = gift;
            this.group = group;
            this.diamonds = diamonds;
            this.frames = frames;
        }
    }

    Crowd(long seed, String liveEvents, String profileStats, int partitions, long now) {
        this.random = new Random(seed);
        this.liveEvents = liveEvents;
        this.profileStats = profileStats;
        this.partitions = partitions;
        for (int i = 0; i < ROOMS; i++) {
            long createdSeconds = now / 1000 - random.nextInt(4 * 86400);
            rooms[i] = (createdSeconds << 32) + (seed & 0xffff) * 1000 + i;
        }
        nextMessage = (now / 1000 << 32) + 1;
        nextSnapshot = now - DAY;
    }

    /** What happens next: mostly something new, now and then something again. */
    Deed next(long now) {
        int dice = random.nextInt(1000);
        if (dice < 60 && !published.isEmpty()) {
            return again(published.get(random.nextInt(published.size())));
        }
        if (dice < 64) {
            return Poison.any(random, this, now);
        }
        return remembered(dice < 100 ? profile() : event(now));
    }

    private Deed again(Deed deed) {
        return random.nextBoolean() ? deed : deed.to(random.nextInt(partitions));
    }

    private Deed remembered(Deed deed) {
        if (published.size() < REMEMBERED) {
            published.add(deed);
        } else {
            published.set(random.nextInt(REMEMBERED), deed);
        }
        return deed;
    }

    String liveEvents() {
        return liveEvents;
    }

    String profileStats() {
        return profileStats;
    }

    long someRoom() {
        return rooms[random.nextInt(ROOMS)];
    }

    /** Every kind of bad record once, a good neighbour behind each, and one event a thousand times. */
    List<Deed> poison(long now) {
        List<Deed> deeds = new ArrayList<>();
        for (Deed bad : Poison.all(random, this, now)) {
            deeds.add(bad);
            deeds.add(remembered(event(now)));
        }
        Deed repeated = event(now);
        for (int i = 0; i < 1000; i++) {
            deeds.add(repeated.to(i % partitions));
        }
        return deeds;
    }

    /** Events of every day back to the edge of what is accepted, where there are no partitions yet. */
    List<Deed> oldDays(long now) {
        List<Deed> deeds = new ArrayList<>();
        for (int day = 1; day < 29; day++) {
            for (int i = 0; i < 5; i++) {
                deeds.add(remembered(eventAt(now - day * DAY - random.nextInt(3_600_000), now)));
            }
        }
        return deeds;
    }

    private Deed event(long now) {
        return eventAt(someTime(now), now);
    }

    private long someTime(long now) {
        int dice = random.nextInt(100);
        if (dice < 80) {
            return now - random.nextInt(3000);
        }
        if (dice < 92) {
            // From one second to 72 hours, small delays as likely as large ones.
            return now - (long) Math.exp(random.nextDouble() * Math.log(259_200.0) + Math.log(1000.0));
        }
        if (dice < 96) {
            long midnight = now - Math.floorMod(now, DAY) - random.nextInt(3) * DAY;
            return midnight - 2000 + random.nextInt(4000) - (midnight + 2000 > now ? DAY : 0);
        }
        return now + random.nextInt(600_000);
    }

    private Deed eventAt(long at, long now) {
        int dice = random.nextInt(1000);
        if (dice < 350) {
            return comment(at, now);
        }
        if (dice < 580) {
            return like(at, now);
        }
        if (dice < 720) {
            return simple("join", at, now);
        }
        if (dice < 860) {
            return gift(at, now);
        }
        if (dice < 930) {
            return viewers(at, now);
        }
        if (dice < 955) {
            return follow(at, now);
        }
        if (dice < 980) {
            return simple("share", at, now);
        }
        return simple(List.of("pause", "resume", "end", "other").get(random.nextInt(4)), at, now);
    }

    /** The facts that every event has; the rest is added by its kind. */
    private ObjectNode facts(long room, long at, String type, @Nullable Long user) {
        ObjectNode facts = JSON.createObjectNode();
        facts.put("kind", "event");
        facts.put("room", room);
        facts.put("msg", nextMessage++ + ((long) random.nextInt(1000) << 20));
        facts.put("at", at);
        facts.put("type", type);
        if (user != null) {
            facts.put("user", user);
            facts.put("unique_id", "viewer." + user);
            facts.put("nickname", "Viewer " + user % 97);
        }
        if (random.nextInt(20) != 0) {
            facts.put("host", hostOf(room));
        }
        return facts;
    }

    private long hostOf(long room) {
        return 6_800_000_000_000_000_000L + room % HOSTS;
    }

    private Long someViewer(long room) {
        return 6_900_000_000_000_000_000L + room % 7 * 1000 + random.nextInt(VIEWERS);
    }

    private Deed simple(String type, long at, long now) {
        long room = someRoom();
        boolean ofTheRoom = List.of("pause", "resume", "end").contains(type);
        return canonical(facts(room, at, type, ofTheRoom ? null : someViewer(room)), now);
    }

    private Deed comment(long at, long now) {
        long room = someRoom();
        ObjectNode facts = facts(room, at, "comment", someViewer(room));
        facts.put("comment", someText());
        return random.nextInt(4) == 0 ? asChatMessage(facts, now) : canonical(facts, now);
    }

    private String someText() {
        String[] words = {
            "hello", "hallo", "سلام", "こんにちは", "🎉", "lol", "\"quoted\"", "back\\slash", "tab\there", "'; DROP TABLE x"
        };
        StringBuilder text = new StringBuilder(words[random.nextInt(words.length)]);
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(' ').append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    private Deed like(long at, long now) {
        long room = someRoom();
        ObjectNode facts = facts(room, at, "like", someViewer(room));
        facts.put("like_count", 1 + random.nextInt(15));
        facts.put("like_total", 1000 + Math.max(0, (at - (room >> 32) * 1000) / 1000) + random.nextInt(500));
        return canonical(facts, now);
    }

    private Deed viewers(long at, long now) {
        ObjectNode facts = facts(someRoom(), at, "viewers", null);
        facts.put("viewers", random.nextInt(5000));
        facts.put("viewers_total", 5000 + random.nextInt(100_000));
        return canonical(facts, now);
    }

    private Deed follow(long at, long now) {
        long room = someRoom();
        ObjectNode facts = facts(room, at, "follow", someViewer(room));
        facts.put("follower_total", 10_000 + random.nextInt(1000));
        return canonical(facts, now);
    }

    private Deed gift(long at, long now) {
        if (random.nextInt(3) == 0) {
            return singleGift(at, now);
        }
        if (streaks.size() < 40) {
            long room = someRoom();
            // Some groups are no time near their frames: then the frame's own time counts.
            long group = random.nextInt(8) == 0 ? 1 + random.nextInt(1_000_000) : at - random.nextInt(7_200_000);
            streaks.add(new Streak(
                    room,
                    someViewer(room),
                    5000 + random.nextInt(20),
                    group,
                    1L + random.nextInt(500),
                    2 + random.nextInt(8)));
        }
        Streak streak = streaks.get(random.nextInt(streaks.size()));
        streak.frame++;
        ObjectNode facts = giftFacts(streak.room, at, streak.user, streak.gift, streak.diamonds);
        facts.put("streakable", true);
        facts.put("group", streak.group);
        facts.put("repeat_count", streak.frame * 3L);
        if (streak.frame >= streak.frames) {
            streaks.remove(streak);
        }
        return canonical(facts, now);
    }

    private Deed singleGift(long at, long now) {
        long room = someRoom();
        ObjectNode facts = giftFacts(room, at, someViewer(room), 6000 + random.nextInt(20), random.nextInt(1000));
        facts.put("streakable", random.nextInt(5) == 0);
        facts.put("repeat_count", random.nextInt(4));
        return canonical(facts, now);
    }

    private ObjectNode giftFacts(long room, long at, Long user, long gift, long diamonds) {
        ObjectNode facts = facts(room, at, "gift", user);
        facts.put("gift", gift);
        facts.put("gift_name", "Gift " + gift);
        facts.put("diamonds", diamonds);
        return facts;
    }

    private Deed profile() {
        long user = hostOf(random.nextInt(HOSTS));
        nextSnapshot += 1 + random.nextInt(5000);
        ObjectNode facts = JSON.createObjectNode().put("kind", "profile").put("user", user);
        facts.put("captured_at", someUnusedTime());
        facts.put("follower_count", random.nextInt(1_000_000));
        facts.put("following_count", random.nextInt(1000));
        facts.put("friend_count", random.nextInt(100));
        facts.put("heart_count", 3_000_000_000L + random.nextInt(1_000_000));
        facts.put("video_count", random.nextInt(300));
        facts.put("digg_count", random.nextInt(5000));
        facts.put("precision", "exact");
        ObjectNode record = facts.deepCopy();
        record.remove(List.of("kind", "user"));
        record.put("user_id", String.valueOf(user));
        record.put("unique_id", "host." + user % HOSTS);
        record.put("nickname", "Host " + user % HOSTS);
        return new Deed(profileStats, null, bytes(String.valueOf(user)), bytes(record), facts);
    }

    // Two snapshots of one account at one time would contradict each other.
    private long someUnusedTime() {
        long time = nextSnapshot - random.nextInt(100) * 60_000L;
        while (!snapshotTimes.add(time)) {
            time++;
        }
        return time;
    }

    /** As the columns of the history are named. */
    Deed canonical(ObjectNode facts, long now) {
        ObjectNode payload = JSON.createObjectNode();
        payload.put("msg_id", facts.get("msg").asText());
        long at = facts.get("at").asLong();
        // A scraper that writes seconds is read as well; what it dropped is gone.
        boolean seconds = random.nextInt(50) == 0 && at % 1000 == 0;
        payload.put("occurred_at", seconds ? at / 1000 : at);
        payload.put("event_type", facts.get("type").asText());
        payload.put("type_name", facts.get("type").asText());
        copy(facts, "user", payload, "user_id");
        copy(facts, "gift", payload, "gift_id");
        copy(facts, "group", payload, "gift_group_id");
        copy(facts, "streakable", payload, "gift_streakable");
        for (String same : List.of(
                "unique_id",
                "nickname",
                "comment",
                "gift_name",
                "diamonds",
                "repeat_count",
                "like_count",
                "like_total",
                "viewers",
                "viewers_total",
                "follower_total")) {
            copy(facts, same, payload, same);
        }
        return enveloped(facts, "canonical", facts.get("type").asText(), payload, now);
    }

    private static void copy(ObjectNode from, String name, ObjectNode to, String as) {
        if (from.has(name)) {
            to.set(as, from.get(name));
        }
    }

    /** As TikTok-Live-Connector from 2.4 on has a chat. */
    private Deed asChatMessage(ObjectNode facts, long now) {
        ObjectNode payload = JSON.createObjectNode();
        payload.putObject("common")
                .put("method", "WebcastChatMessage")
                .put("msgId", facts.get("msg").asText())
                .put("roomId", facts.get("room").asText())
                .put("createTime", facts.get("at").asText());
        payload.putObject("user")
                .put("id", facts.get("user").asText())
                .put("displayId", facts.get("unique_id").asText())
                .put("nickname", facts.get("nickname").asText());
        payload.set("content", facts.get("comment"));
        return enveloped(facts, "tiktok-live-connector-3", "WebcastChatMessage", payload, now);
    }

    private Deed enveloped(ObjectNode facts, String source, String type, ObjectNode payload, long now) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("source", source);
        envelope.put("room_id", facts.get("room").asText());
        if (facts.has("host")) {
            envelope.putObject("host").put("id", facts.get("host").asText());
        }
        envelope.put("captured_at", now);
        envelope.put("type", type);
        envelope.set("payload", payload);
        // Most keys are as they should be, some are another's, and some are missing.
        int dice = random.nextInt(20);
        byte[] key = dice == 0
                ? null
                : bytes(dice == 1 ? "not a room" : facts.get("room").asText());
        Integer partition = random.nextInt(3) == 0 ? (Integer) random.nextInt(partitions) : null;
        return new Deed(liveEvents, partition, key, bytes(envelope), facts);
    }

    /** A comment that nothing is wrong with, to be made odd by the caller. */
    ObjectNode oddComment(long now, String stored) {
        long room = someRoom();
        ObjectNode facts = facts(room, now - random.nextInt(1000), "comment", someViewer(room));
        facts.put("comment", stored);
        return facts;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
