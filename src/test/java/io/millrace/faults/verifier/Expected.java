package io.millrace.faults.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What the history expects of one record. */
sealed interface Expected {

    /** A row of the history; the same event delivered again changes nothing. */
    record Event(
            long room,
            long at,
            long msg,
            String type,
            @Nullable Long user,
            @Nullable String uniqueId,
            @Nullable String nickname,
            @Nullable String comment,
            @Nullable Long gift,
            @Nullable String giftName,
            @Nullable Long group,
            @Nullable Boolean streakable,
            @Nullable Long diamonds,
            @Nullable Long repeatCount,
            @Nullable Long likeCount,
            @Nullable Long likeTotal,
            @Nullable Long viewers,
            @Nullable Long viewersTotal,
            @Nullable Long followerTotal,
            @Nullable Long host)
            implements Expected {

        Key key() {
            return new Key(room, at, msg);
        }

        boolean is(String other) {
            return type.equals(other);
        }

        boolean isStreakFrame() {
            return is("gift") && Boolean.TRUE.equals(streakable) && group != null;
        }
    }

    /** The identity of an event. */
    record Key(long room, long at, long msg) {}

    record Profile(
            long user,
            long capturedAt,
            @Nullable Long followers,
            @Nullable Long following,
            @Nullable Long friends,
            @Nullable Long hearts,
            @Nullable Long videos,
            @Nullable Long diggs,
            String precision)
            implements Expected {}

    /** A dead letter with this reason, holding the very bytes. */
    record Letter(String reason) implements Expected {}

    /** Kafka itself refuses it, so it is nowhere. */
    record Nothing() implements Expected {}

    static Expected of(JsonNode it) {
        return switch (it.get("kind").asText()) {
            case "event" ->
                new Event(
                        it.get("room").asLong(),
                        it.get("at").asLong(),
                        it.get("msg").asLong(),
                        it.get("type").asText().intern(),
                        number(it, "user"),
                        text(it, "unique_id"),
                        text(it, "nickname"),
                        text(it, "comment"),
                        number(it, "gift"),
                        text(it, "gift_name"),
                        number(it, "group"),
                        it.has("streakable") ? (Boolean) it.get("streakable").asBoolean() : null,
                        number(it, "diamonds"),
                        number(it, "repeat_count"),
                        number(it, "like_count"),
                        number(it, "like_total"),
                        number(it, "viewers"),
                        number(it, "viewers_total"),
                        number(it, "follower_total"),
                        number(it, "host"));
            case "profile" ->
                new Profile(
                        it.get("user").asLong(),
                        it.get("captured_at").asLong(),
                        number(it, "follower_count"),
                        number(it, "following_count"),
                        number(it, "friend_count"),
                        number(it, "heart_count"),
                        number(it, "video_count"),
                        number(it, "digg_count"),
                        it.get("precision").asText());
            case "letter" -> new Letter(it.get("reason").asText().intern());
            case "refused" -> new Nothing();
            default -> throw new IllegalArgumentException(it.toString());
        };
    }

    private static @Nullable Long number(JsonNode it, String name) {
        return it.has(name) ? (Long) it.get(name).asLong() : null;
    }

    private static @Nullable String text(JsonNode it, String name) {
        return it.has(name) ? it.get(name).asText().intern() : null;
    }
}
