package io.millrace.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.event.EventType;
import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One event in the words of each scraper family that can say it, as the value of a Kafka record. */
enum AsScraped {
    LEGACY_FLAT {
        @Override
        boolean canSay(LiveEvent event) {
            return switch (event.type()) {
                case COMMENT, LIKE, JOIN, SHARE, END -> event.title() == null;
                case GIFT -> !hasDerivedGroup(event);
                case FOLLOW, VIEWERS, PAUSE, RESUME, OTHER -> false;
            };
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            String type =
                    switch (event.type()) {
                        case COMMENT -> "chat";
                        case LIKE -> "like";
                        case JOIN -> "member";
                        case SHARE -> "share";
                        case GIFT -> "gift";
                        default -> "streamEnd";
                    };
            envelope.put("type", type);
            payload.put("msgId", String.valueOf(event.msgId()));
            payload.put("createTime", String.valueOf(event.occurredAtMillis()));
            putPerson(payload, event, "userId", "uniqueId", "nickname");
            put(payload, "comment", event.comment());
            put(payload, "likeCount", event.likeCount());
            put(payload, "totalLikeCount", event.likeTotal());
            put(payload, "giftId", event.giftId());
            put(payload, "diamondCount", event.diamonds());
            put(payload, "repeatCount", event.repeatCount());
            put(payload, "groupId", text(event.giftGroupId()));
            putGiftType(payload, "giftType", event);
        }
    },
    EULER {
        @Override
        boolean canSay(LiveEvent event) {
            return isOfWebcast(event);
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            ObjectNode message = JSON.createObjectNode();
            ObjectNode common = message.putObject("common");
            common.put("msgId", String.valueOf(event.msgId()))
                    .put("createTime", String.valueOf(event.occurredAtMillis()));
            putPerson(message.putObject("user"), event, "userId", "uniqueId", "nickname");
            putWebcastCounts(message, event);
            put(message, "comment", event.comment());
            put(message, "count", text(event.likeCount()));
            put(message, "totalLikeCount", text(event.likeTotal()));
            put(message, "viewerCount", event.viewers());
            if (event.giftId() != null) {
                ObjectNode gift = message.putObject("giftDetails");
                gift.put("id", text(event.giftId()));
                put(gift, "diamondCount", event.diamonds());
                putGiftType(gift, "giftType", event);
            }
            String type = webcastName(event);
            envelope.put("type", type);
            payload.put("timestamp", event.occurredAtMillis() + 7);
            payload.putArray("messages").addObject().put("type", type).set("data", message);
        }
    },
    NATIVE {
        @Override
        boolean canSay(LiveEvent event) {
            return isOfWebcast(event);
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            envelope.put("type", webcastName(event));
            ObjectNode common = payload.putObject("common");
            common.put("method", webcastName(event)).put("msgId", String.valueOf(event.msgId()));
            common.put("createTime", String.valueOf(event.occurredAtMillis()));
            putPerson(payload.putObject("user"), event, "id", "displayId", "nickname");
            putWebcastCounts(payload, event);
            put(payload, "content", event.comment());
            put(payload, "count", event.likeCount());
            put(payload, "total", text(event.likeTotal() != null ? event.likeTotal() : event.viewers()));
            if (event.giftId() != null) {
                ObjectNode gift = payload.putObject("gift");
                gift.put("id", text(event.giftId()));
                put(gift, "diamondCount", event.diamonds());
                putGiftType(gift, "type", event);
            }
        }
    },
    PYTHON {
        @Override
        boolean canSay(LiveEvent event) {
            return switch (event.type()) {
                case COMMENT, LIKE, JOIN, SHARE -> true;
                case GIFT -> !hasDerivedGroup(event);
                case FOLLOW, VIEWERS, PAUSE, RESUME, END, OTHER -> false;
            };
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            envelope.put("type", event.type().label());
            ObjectNode base = payload.putObject("baseMessage");
            base.put("messageId", String.valueOf(event.msgId()))
                    .put("createTime", String.valueOf(event.occurredAtMillis()));
            putPerson(payload.putObject("userInfo"), event, "id", "username", "nickName");
            put(payload, "content", event.comment());
            put(payload, "count", text(event.likeCount()));
            put(payload, "total", text(event.likeTotal()));
            put(payload, "repeatCount", event.repeatCount());
            put(payload, "groupId", text(event.giftGroupId()));
            if (event.giftId() != null) {
                ObjectNode gift = payload.putObject("mGift");
                gift.put("id", text(event.giftId()));
                put(gift, "diamondCount", event.diamonds());
                putGiftType(gift, "type", event);
            }
        }
    },
    STUDIO {
        @Override
        boolean canSay(LiveEvent event) {
            return switch (event.type()) {
                case COMMENT, LIKE -> true;
                case GIFT -> !hasDerivedGroup(event);
                case JOIN, SHARE, FOLLOW, VIEWERS, PAUSE, RESUME, END, OTHER -> false;
            };
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            String name = event.type() == EventType.COMMENT
                    ? "live.chat"
                    : "live." + event.type().label();
            envelope.put("type", name);
            payload.put("type", "EVENT").put("event", name).put("timestamp", event.occurredAtMillis());
            ObjectNode inner = payload.putObject("payload");
            inner.put("message_id", String.valueOf(event.msgId()));
            putPerson(inner.putObject("user"), event, "id", "display_id", "nickname");
            put(inner, "content", event.comment());
            put(inner, "count", text(event.likeCount()));
            put(inner, "total", text(event.likeTotal()));
            put(inner, "repeat_count", text(event.repeatCount()));
            inner.put("group_id", Objects.requireNonNullElse(text(event.giftGroupId()), ""));
            if (event.giftId() != null) {
                ObjectNode gift = inner.putObject("gift");
                gift.put("id", text(event.giftId()));
                put(gift, "diamond_count", event.diamonds());
                putGiftType(gift, "type", event);
            }
        }
    },
    CANONICAL {
        @Override
        boolean canSay(LiveEvent event) {
            return true;
        }

        @Override
        void say(LiveEvent event, ObjectNode envelope, ObjectNode payload) {
            envelope.put("type", event.type().label());
            payload.put("event_type", event.type().label());
            payload.put("msg_id", event.msgId());
            if (event.dated()) {
                payload.put("occurred_at", event.occurredAtMillis());
            }
            putPerson(payload, event, "user_id", "unique_id", "nickname");
            put(payload, "comment", event.comment());
            put(payload, "like_count", event.likeCount());
            put(payload, "like_total", event.likeTotal());
            put(payload, "gift_id", event.giftId());
            put(payload, "gift_group_id", event.giftGroupId());
            payload.put("gift_streakable", event.giftStreakable());
            put(payload, "diamonds", event.diamonds());
            put(payload, "repeat_count", event.repeatCount());
            put(payload, "viewers", event.viewers());
            put(payload, "viewers_total", event.viewersTotal());
            put(payload, "follower_total", event.followerTotal());
            put(payload, "title", event.title());
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    abstract boolean canSay(LiveEvent event);

    abstract void say(LiveEvent event, ObjectNode envelope, ObjectNode payload);

    static List<AsScraped> of(LiveEvent event) {
        List<AsScraped> families = new ArrayList<>();
        for (AsScraped family : values()) {
            if (family.canSay(event)) {
                families.add(family);
            }
        }
        return families;
    }

    /** @param capturedAtMillis the scraper's clock, which must not matter to an event that has a time of its own */
    byte[] value(LiveEvent event, long capturedAtMillis) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("room_id", String.valueOf(event.roomId()));
        envelope.put("captured_at", event.dated() ? capturedAtMillis : event.occurredAtMillis());
        Host host = event.host();
        if (host != null) {
            putPerson(envelope.putObject("host"), host);
        }
        say(event, envelope, envelope.putObject("payload"));
        try {
            return JSON.writeValueAsBytes(envelope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putPerson(ObjectNode node, Host host) {
        put(node, "id", text(host.userId()));
        put(node, "unique_id", host.uniqueId());
        put(node, "nickname", host.nickname());
    }

    static void putPerson(ObjectNode node, LiveEvent event, String id, String uniqueId, String nickname) {
        put(node, id, text(event.userId()));
        put(node, uniqueId, event.uniqueId());
        put(node, nickname, event.nickname());
    }

    static void putGiftType(ObjectNode node, String name, LiveEvent event) {
        if (event.giftStreakable() != null) {
            node.put(name, event.giftStreakable() ? 1 : 2);
        }
    }

    static void putWebcastCounts(ObjectNode message, LiveEvent event) {
        put(message, "repeatCount", event.repeatCount());
        put(message, "groupId", text(event.giftGroupId()));
        put(message, "totalUser", event.viewersTotal());
        put(message, "followCount", text(event.followerTotal()));
        switch (event.type()) {
            case FOLLOW -> message.put("action", "1");
            case SHARE -> message.put("action", "3");
            case JOIN -> message.put("action", "JOINED");
            case PAUSE -> message.put("action", 1);
            case RESUME -> message.put("action", "STREAM_UNPAUSED");
            case END -> message.put("action", 3);
            default -> {}
        }
    }

    static boolean isOfWebcast(LiveEvent event) {
        return event.type() != EventType.OTHER && !hasDerivedGroup(event);
    }

    // A group that is no number in the scraper's words has another derived id than the world's.
    static boolean hasDerivedGroup(LiveEvent event) {
        return event.giftGroupId() != null && event.giftGroupId() < 0;
    }

    static String webcastName(LiveEvent event) {
        return switch (event.type()) {
            case COMMENT -> "WebcastChatMessage";
            case LIKE -> "WebcastLikeMessage";
            case GIFT -> "WebcastGiftMessage";
            case JOIN -> "WebcastMemberMessage";
            case FOLLOW, SHARE -> "WebcastSocialMessage";
            case VIEWERS -> "WebcastRoomUserSeqMessage";
            case PAUSE, RESUME, END -> "WebcastControlMessage";
            case OTHER -> "WebcastBarrageMessage";
        };
    }

    static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }

    static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    static void put(ObjectNode node, String name, @Nullable Long value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
