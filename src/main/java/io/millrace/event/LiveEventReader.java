package io.millrace.event;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one live event from the value of a Kafka record: one {@link Walk} over the bytes, then the interpretation of
 * what it found. Holds no state: one reader serves all threads.
 */
public final class LiveEventReader {

    private final AcceptedWindow window;
    private final RawPolicy raw;
    private final int maxBytes;
    private final Clock clock;

    /** A reader that refuses values longer than {@code maxBytes}, and events outside {@code window} of the clock. */
    public LiveEventReader(AcceptedWindow window, RawPolicy raw, int maxBytes, Clock clock) {
        this.window = window;
        this.raw = raw;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * Never throws, whatever the bytes are.
     *
     * @param value the record's value; null and empty are refused
     * @param recordTimestampMillis the record's own timestamp, for an event that tells no time at all; negative: it has
     *     none
     */
    public Reading<LiveEvent> read(byte @Nullable [] value, long recordTimestampMillis) {
        try {
            Message message = Message.in(Walk.over(value, maxBytes, Place.ENVELOPE));
            return new Reading.Accepted<>(event(message, value == null ? new byte[0] : value, recordTimestampMillis));
        } catch (Refusal refusal) {
            return refusal.reading();
        } catch (IOException | RuntimeException e) {
            // A fault of ours or of the parser's: still this record's alone, it must not stop the ones behind it.
            return new Reading.Refused<>(RefusalReason.MALFORMED_JSON, "unreadable: " + Refusal.quoted(e.toString()));
        }
    }

    private LiveEvent event(Message message, byte[] value, long recordTimestampMillis) throws Refusal, IOException {
        Slots body = message.body();
        long roomId = message.roomId();
        String typeName = message.typeName();
        TypeName name = TypeName.of(typeName);
        EventType type = type(name, message);
        Person user = type == EventType.OTHER ? userIfReadable(message, name) : message.user(name, type);
        Host host = message.host(name);

        Long ownTime = message.ownTime();
        Long capturedAt = message.capturedAt();
        Long deliveryTime = ownTime != null ? ownTime : message.wrapperTime();
        long occurredAt = deliveryTime != null ? deliveryTime : capturedAt != null ? capturedAt : recordTimestampMillis;
        Long ownMsgId = message.msgId();
        long msgId = ownMsgId != null
                ? ownMsgId
                : DerivedId.ofMessage(identity(type, typeName), user.id(), occurredAt, value, body.start(), body.end());

        Gift gift = type == EventType.GIFT ? Gift.in(body) : Gift.NONE;
        boolean like = type == EventType.LIKE;
        boolean viewers = type == EventType.VIEWERS;
        LiveEvent event = new LiveEvent(
                roomId,
                msgId,
                occurredAt,
                ownTime != null || ownMsgId == null,
                type,
                typeName,
                user.id(),
                user.uniqueId(),
                user.nickname(),
                type == EventType.COMMENT ? body.text(Field.COMMENT) : null,
                gift.id(),
                gift.name(),
                gift.groupId(),
                gift.streakable(),
                gift.diamonds(),
                gift.repeatCount(),
                like ? orZero(body.count(Field.LIKE_COUNT)) : null,
                like ? body.count(Field.LIKE_TOTAL) : null,
                viewers ? viewers(body, name) : null,
                viewers ? viewersTotal(body, name) : null,
                followerTotal(body, type, name),
                capturedAt,
                message.source(),
                host,
                title(message, type),
                raw.keeps(type)
                        ? Json.copy(
                                value,
                                message.payload().start(),
                                message.payload().end())
                        : null);
        requireAccepted(occurredAt);
        return event;
    }

    private static EventType type(TypeName name, Message message) throws Refusal {
        Slots body = message.body();
        String canonical = body.text(Field.EVENT_TYPE);
        if (canonical != null) {
            return EventType.ofLabel(canonical);
        }
        return switch (name) {
            case COMMENT -> EventType.COMMENT;
            case LIKE -> EventType.LIKE;
            case GIFT -> EventType.GIFT;
            case FOLLOW -> EventType.FOLLOW;
            case SHARE -> EventType.SHARE;
            case ROOM_USER -> EventType.VIEWERS;
            case PAUSE -> EventType.PAUSE;
            case RESUME -> EventType.RESUME;
            case END -> EventType.END;
            case MEMBER -> member(action(body));
            case SOCIAL -> social(action(body), body);
            case CONTROL -> control(action(body));
            case CONNECTED -> body.has(Field.ROOM_INFO_VIEWERS) ? EventType.VIEWERS : EventType.OTHER;
            case ENVELOPE, LIVE_INTRO, UNKNOWN -> EventType.OTHER;
        };
    }

    private static String action(Slots body) throws Refusal {
        String action = body.text(Field.ACTION);
        return action == null ? "" : action.toLowerCase(Locale.ROOT);
    }

    /** A subscription comes as a member message too. */
    private static EventType member(String action) {
        return action.equals("3") || action.endsWith("subscribed") ? EventType.OTHER : EventType.JOIN;
    }

    private static EventType social(String action, Slots body) throws Refusal {
        if (action.equals("1") || action.contains("follow")) {
            return EventType.FOLLOW;
        }
        if (action.equals("3") || action.contains("share")) {
            return EventType.SHARE;
        }
        String key = body.text(Field.DISPLAY_TEXT_KEY);
        if (key == null) {
            key = body.text(Field.DISPLAY_TYPE);
        }
        if (key == null) {
            return EventType.OTHER;
        }
        String lower = key.toLowerCase(Locale.ROOT);
        if (lower.contains("follow")) {
            return EventType.FOLLOW;
        }
        return lower.contains("share") ? EventType.SHARE : EventType.OTHER;
    }

    private static EventType control(String action) {
        if (action.equals("1") || action.endsWith("stream_paused")) {
            return EventType.PAUSE;
        }
        if (action.equals("2") || action.endsWith("stream_unpaused")) {
            return EventType.RESUME;
        }
        boolean ends = action.equals("3")
                || action.equals("4")
                || action.endsWith("stream_ended")
                || action.endsWith("stream_suspended");
        return ends ? EventType.END : EventType.OTHER;
    }

    /** What nobody understands may have a user of a shape that nobody understands: that is no error. */
    private static Person userIfReadable(Message message, TypeName name) {
        try {
            return message.user(name, EventType.OTHER);
        } catch (Refusal unreadable) {
            return Person.NOBODY;
        }
    }

    /** What a message without an id is told apart by; of one type, however the library spells it. */
    private static String identity(EventType type, String typeName) {
        return type == EventType.OTHER ? "other:" + TypeName.bare(typeName) : type.label();
    }

    private static Long viewers(Slots body, TypeName name) throws Refusal {
        return orZero(body.count(name == TypeName.CONNECTED ? Field.ROOM_INFO_VIEWERS : Field.VIEWERS));
    }

    private static @Nullable Long viewersTotal(Slots body, TypeName name) throws Refusal {
        return body.count(name == TypeName.CONNECTED ? Field.ROOM_STATS_VIEWERS_TOTAL : Field.VIEWERS_TOTAL);
    }

    private static @Nullable Long followerTotal(Slots body, EventType type, TypeName name) throws Refusal {
        if (type != EventType.FOLLOW && type != EventType.SHARE && name != TypeName.SOCIAL) {
            return null;
        }
        Long total = body.count(Field.FOLLOWER_TOTAL);
        // A host with no follower does not exist here: it is the zero that JSON leaves out.
        return total == null || total == 0 ? null : total;
    }

    private static @Nullable String title(Message message, EventType type) throws Refusal {
        if (message.body().saw(Place.ROOM_INFO)) {
            return message.body().text(Field.ROOM_INFO_TITLE);
        }
        // A message of unknown type may give anything a title, a product for one; a row of ours names its event type.
        boolean canonical = !message.hasHeader()
                && (type != EventType.OTHER || message.body().text(Field.EVENT_TYPE) != null);
        return canonical ? message.body().text(Field.CANONICAL_TITLE) : null;
    }

    private static Long orZero(@Nullable Long count) {
        return count == null ? 0L : count;
    }

    private void requireAccepted(long occurredAtMillis) throws Refusal {
        if (occurredAtMillis < 0) {
            throw new Refusal(RefusalReason.BAD_VALUE, "neither payload, envelope nor record tells a time");
        }
        RefusalReason refusal = window.refusalOf(occurredAtMillis, clock.instant());
        if (refusal != null) {
            throw new Refusal(refusal, "occurred at " + Instant.ofEpochMilli(occurredAtMillis));
        }
    }
}
