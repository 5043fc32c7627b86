package io.millrace.event;

import static io.millrace.event.Field.Shape.FLAG;
import static io.millrace.event.Field.Shape.ID;
import static io.millrace.event.Field.Shape.NUMBER;
import static io.millrace.event.Field.Shape.TALLY;
import static io.millrace.event.Field.Shape.TEXT;
import static io.millrace.event.Field.Shape.TIME;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The alias table: every field that is read, where it stands and under which names, the preferred name first. The
 * families, in the order of the columns below: TikTok-Live-Connector 0/1 (flat), 2 (Euler), 2.4 and later with
 * TikTokLiveJava, TikTokLive 6 for Python, TikTok LIVE Studio, and our own flat names, which are the columns of {@code
 * live_events}.
 *
 * <p>Two fields may share a name in one place ({@code total} of a like and of a viewer sample): the type of the message
 * decides which of them is looked at.
 */
enum Field {
    // The envelope.
    ENVELOPE_ROOM_ID(Place.ENVELOPE, ID, "room_id"),
    ENVELOPE_TYPE(Place.ENVELOPE, TEXT, Limits.TYPE, "type"),
    ENVELOPE_SOURCE(Place.ENVELOPE, TEXT, Limits.TYPE, "source"),
    ENVELOPE_CAPTURED_AT(Place.ENVELOPE, TIME, "captured_at"),
    // Only where the record has no envelope but is itself a wrapper, or where a wrapper was spread into the envelope.
    ENVELOPE_EVENT(Place.ENVELOPE, TEXT, Limits.TYPE, "event"),
    ENVELOPE_TIMESTAMP(Place.ENVELOPE, TIME, "timestamp"),
    ENVELOPE_HOST_ID(Place.ENVELOPE_HOST, ID, Names.PERSON_ID),
    ENVELOPE_HOST_UNIQUE_ID(Place.ENVELOPE_HOST, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    ENVELOPE_HOST_NICKNAME(Place.ENVELOPE_HOST, TEXT, Limits.NAME, Names.PERSON_NICKNAME),

    // What every message has: id, room, time, type.
    HEADER_MSG_ID(Place.HEADER, ID, "msgId", "messageId", "msg_id", "message_id"),
    MSG_ID(Place.MESSAGE, ID, "msgId", "messageId", "message_id"),
    CANONICAL_MSG_ID(Place.MESSAGE, ID, "msg_id"),
    HEADER_ROOM_ID(Place.HEADER, ID, "roomId", "room_id"),
    ROOM_ID(Place.MESSAGE, ID, "room_id"),
    // Only in a message without a header: WebcastLiveIntroMessage has one here that is not the room's.
    FLAT_ROOM_ID(Place.MESSAGE, ID, "roomId"),
    HEADER_CREATE_TIME(Place.HEADER, TIME, "createTime", "create_time"),
    CREATE_TIME(Place.MESSAGE, TIME, "createTime", "create_time", "occurred_at"),
    TIMESTAMP(Place.MESSAGE, TIME, "timestamp"),
    HEADER_METHOD(Place.HEADER, TEXT, Limits.TYPE, "method"),
    TYPE(Place.MESSAGE, TEXT, Limits.TYPE, "type"),
    EVENT(Place.MESSAGE, TEXT, Limits.TYPE, "event"),
    EVENT_TYPE(Place.MESSAGE, TEXT, Limits.TYPE, "event_type"),
    TYPE_NAME(Place.MESSAGE, TEXT, Limits.TYPE, "type_name"),
    CAPTURED_AT(Place.MESSAGE, TIME, "captured_at"),

    // What a social or control message is about.
    ACTION(Place.MESSAGE, TEXT, Limits.TYPE, "action", "actionId"),
    DISPLAY_TEXT_KEY(Place.DISPLAY_TEXT, TEXT, Limits.TYPE, "key"),
    DISPLAY_TYPE(Place.MESSAGE, TEXT, Limits.TYPE, "displayType", "display_type"),

    // Who did it.
    USER_ID(Place.USER, ID, Names.PERSON_ID),
    USER_UNIQUE_ID(Place.USER, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    USER_NICKNAME(Place.USER, TEXT, Limits.NAME, Names.PERSON_NICKNAME),
    FROM_USER_ID(Place.FROM_USER, ID, Names.PERSON_ID),
    FROM_USER_UNIQUE_ID(Place.FROM_USER, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    FROM_USER_NICKNAME(Place.FROM_USER, TEXT, Limits.NAME, Names.PERSON_NICKNAME),
    USER_INFO_ID(Place.USER_INFO, ID, Names.PERSON_ID),
    USER_INFO_UNIQUE_ID(Place.USER_INFO, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    USER_INFO_NICKNAME(Place.USER_INFO, TEXT, Limits.NAME, Names.PERSON_NICKNAME),
    FLAT_USER_ID(Place.MESSAGE, ID, "userId", "user_id"),
    // Only where the message is the user itself: follow and share of TikTokLive 6.
    BARE_USER_ID(Place.MESSAGE, ID, "id_str", "idStr", "id"),
    FLAT_UNIQUE_ID(Place.MESSAGE, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    FLAT_NICKNAME(Place.MESSAGE, TEXT, Limits.NAME, Names.PERSON_NICKNAME),
    // Of a treasure box.
    SENDER_ID(Place.ENVELOPE_INFO, ID, "sendUserId", "send_user_id"),
    SENDER_UNIQUE_ID(Place.ENVELOPE_INFO, TEXT, Limits.NAME, "sendUserName", "send_user_name"),
    PIECE_USER_ID(Place.PIECE_USER, ID, Names.PERSON_ID),
    PIECE_USER_UNIQUE_ID(Place.PIECE_USER, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    PIECE_USER_NICKNAME(Place.PIECE_USER, TEXT, Limits.NAME, Names.PERSON_NICKNAME),

    // Whose broadcast it is.
    HOST_ID(Place.HOST, ID, Names.PERSON_ID),
    HOST_UNIQUE_ID(Place.HOST, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    HOST_NICKNAME(Place.HOST, TEXT, Limits.NAME, Names.PERSON_NICKNAME),
    CANONICAL_HOST_ID(Place.MESSAGE, ID, "host_user_id"),
    CANONICAL_HOST_UNIQUE_ID(Place.MESSAGE, TEXT, Limits.NAME, "host_unique_id"),
    CANONICAL_HOST_NICKNAME(Place.MESSAGE, TEXT, Limits.NAME, "host_nickname"),
    CANONICAL_TITLE(Place.MESSAGE, TEXT, Limits.TITLE, "title"),
    // The number "id" beside "id_str" went through a double, here and in the owner: it is never read.
    ROOM_INFO_ID(Place.ROOM_INFO, ID, "id_str", "idStr"),
    ROOM_INFO_TITLE(Place.ROOM_INFO, TEXT, Limits.TITLE, "title"),
    OWNER_ID(Place.ROOM_OWNER, ID, "id_str", "idStr"),
    OWNER_UNIQUE_ID(Place.ROOM_OWNER, TEXT, Limits.NAME, Names.PERSON_UNIQUE_ID),
    OWNER_NICKNAME(Place.ROOM_OWNER, TEXT, Limits.NAME, Names.PERSON_NICKNAME),

    // A comment.
    COMMENT(Place.MESSAGE, TEXT, Limits.COMMENT, "comment", "content"),

    // A gift.
    GIFT_ID(Place.MESSAGE, ID, "giftId", "gift_id"),
    GIFT_BLOCK_ID(Place.GIFT, ID, Names.GIFT_ID),
    GIFT_DETAILS_ID(Place.GIFT_DETAILS, ID, Names.GIFT_ID),
    M_GIFT_ID(Place.M_GIFT, ID, Names.GIFT_ID),
    GIFT_NAME(Place.MESSAGE, TEXT, Limits.NAME, "giftName", "gift_name"),
    GIFT_BLOCK_NAME(Place.GIFT, TEXT, Limits.NAME, Names.GIFT_NAME),
    GIFT_DETAILS_NAME(Place.GIFT_DETAILS, TEXT, Limits.NAME, Names.GIFT_NAME),
    M_GIFT_NAME(Place.M_GIFT, TEXT, Limits.NAME, Names.GIFT_NAME),
    GIFT_STREAKABLE(Place.MESSAGE, FLAG, "gift_streakable"),
    GIFT_TYPE(Place.MESSAGE, NUMBER, "giftType", "gift_type"),
    GIFT_BLOCK_TYPE(Place.GIFT, NUMBER, Names.GIFT_TYPE),
    GIFT_DETAILS_TYPE(Place.GIFT_DETAILS, NUMBER, Names.GIFT_TYPE),
    M_GIFT_TYPE(Place.M_GIFT, NUMBER, Names.GIFT_TYPE),
    DIAMONDS(Place.MESSAGE, NUMBER, "diamondCount", "diamond_count", "diamonds"),
    GIFT_BLOCK_DIAMONDS(Place.GIFT, NUMBER, Names.DIAMONDS),
    GIFT_DETAILS_DIAMONDS(Place.GIFT_DETAILS, NUMBER, Names.DIAMONDS),
    M_GIFT_DIAMONDS(Place.M_GIFT, NUMBER, Names.DIAMONDS),
    REPEAT_COUNT(Place.MESSAGE, NUMBER, "repeatCount", "repeat_count"),
    GIFT_BLOCK_REPEAT_COUNT(Place.GIFT, NUMBER, "repeat_count", "repeatCount"),
    GROUP_ID(Place.MESSAGE, ID, "groupId", "group_id"),
    CANONICAL_GROUP_ID(Place.MESSAGE, ID, "gift_group_id"),

    // A like.
    LIKE_COUNT(Place.MESSAGE, NUMBER, "likeCount", "like_count", "count"),
    LIKE_TOTAL(Place.MESSAGE, NUMBER, "totalLikeCount", "like_total", "total"),

    // A viewer sample.
    VIEWERS(Place.MESSAGE, NUMBER, "viewerCount", "viewer_count", "viewers", "m_total", "mTotal", "total"),
    VIEWERS_TOTAL(Place.MESSAGE, NUMBER, "totalUser", "total_user", "viewers_total"),
    ROOM_INFO_VIEWERS(Place.ROOM_INFO, NUMBER, "user_count", "userCount"),
    ROOM_STATS_VIEWERS_TOTAL(Place.ROOM_STATS, NUMBER, "total_user", "totalUser"),

    // A follow or share.
    FOLLOWER_TOTAL(Place.MESSAGE, NUMBER, "followCount", "follow_count", "follower_total"),

    // A profile: the user-detail answer, or flat.
    PROFILE_CAPTURED_AT(Place.PROFILE, TIME, "captured_at"),
    PROFILE_NOW(Place.PROFILE_EXTRA, TIME, "now"),
    PROFILE_STATUS(Place.PROFILE, NUMBER, "statusCode", "status_code"),
    PROFILE_PRECISION(Place.PROFILE, TEXT, Limits.TYPE, "precision"),
    PROFILE_FLAT_ID(Place.PROFILE, ID, "user_id", "userId", "tik_tok_id", "id_str", "idStr", "id"),
    PROFILE_ID(Place.PROFILE_USER, ID, Names.PERSON_ID),
    PROFILE_FLAT_UNIQUE_ID(Place.PROFILE, TEXT, Limits.NAME, "unique_id", "uniqueId"),
    PROFILE_UNIQUE_ID(Place.PROFILE_USER, TEXT, Limits.NAME, "uniqueId", "unique_id"),
    PROFILE_FLAT_NICKNAME(Place.PROFILE, TEXT, Limits.NAME, "nickname"),
    PROFILE_NICKNAME(Place.PROFILE_USER, TEXT, Limits.NAME, "nickname"),
    PROFILE_FLAT_SEC_UID(Place.PROFILE, TEXT, Limits.NAME, "sec_uid", "secUid"),
    PROFILE_SEC_UID(Place.PROFILE_USER, TEXT, Limits.NAME, "secUid", "sec_uid"),
    PROFILE_FLAT_SIGNATURE(Place.PROFILE, TEXT, Limits.COMMENT, "signature"),
    PROFILE_SIGNATURE(Place.PROFILE_USER, TEXT, Limits.COMMENT, "signature"),
    PROFILE_FLAT_AVATAR(Place.PROFILE, TEXT, Limits.URL, Names.AVATAR),
    PROFILE_AVATAR(Place.PROFILE_USER, TEXT, Limits.URL, Names.AVATAR),
    PROFILE_FLAT_VERIFIED(Place.PROFILE, FLAG, "verified"),
    PROFILE_VERIFIED(Place.PROFILE_USER, FLAG, "verified"),
    PROFILE_FLAT_PRIVATE(Place.PROFILE, FLAG, "private_account", "privateAccount"),
    PROFILE_PRIVATE(Place.PROFILE_USER, FLAG, "privateAccount", "private_account"),
    FLAT_FOLLOWERS(Place.PROFILE, TALLY, Names.FOLLOWERS),
    STATS_FOLLOWERS(Place.PROFILE_STATS, TALLY, Names.FOLLOWERS),
    EXACT_FOLLOWERS(Place.PROFILE_STATS_V2, TALLY, Names.FOLLOWERS),
    FLAT_FOLLOWING(Place.PROFILE, TALLY, Names.FOLLOWING),
    STATS_FOLLOWING(Place.PROFILE_STATS, TALLY, Names.FOLLOWING),
    EXACT_FOLLOWING(Place.PROFILE_STATS_V2, TALLY, Names.FOLLOWING),
    FLAT_FRIENDS(Place.PROFILE, TALLY, Names.FRIENDS),
    STATS_FRIENDS(Place.PROFILE_STATS, TALLY, Names.FRIENDS),
    EXACT_FRIENDS(Place.PROFILE_STATS_V2, TALLY, Names.FRIENDS),
    FLAT_HEARTS(Place.PROFILE, TALLY, Names.HEARTS),
    STATS_HEARTS(Place.PROFILE_STATS, TALLY, Names.HEARTS),
    EXACT_HEARTS(Place.PROFILE_STATS_V2, TALLY, Names.HEARTS),
    FLAT_VIDEOS(Place.PROFILE, TALLY, Names.VIDEOS),
    STATS_VIDEOS(Place.PROFILE_STATS, TALLY, Names.VIDEOS),
    EXACT_VIDEOS(Place.PROFILE_STATS_V2, TALLY, Names.VIDEOS),
    FLAT_DIGGS(Place.PROFILE, TALLY, Names.DIGGS),
    STATS_DIGGS(Place.PROFILE_STATS, TALLY, Names.DIGGS),
    EXACT_DIGGS(Place.PROFILE_STATS_V2, TALLY, Names.DIGGS);

    private final Place place;
    private final Shape shape;
    private final int maxChars;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    private final int slot;

    Field(Place place, Shape shape, String... names) {
        this(place, shape, Integer.MAX_VALUE, names);
    }

    Field(Place place, Shape shape, int maxChars, String... names) {
        this.place = place;
        this.shape = shape;
        this.maxChars = maxChars;
        this.names = List.of(names);
        this.slot = Claimed.SLOTS.merge(place.root(), 1, Integer::sum) - 1;
    }

    Place place() {
        return place;
    }

    Shape shape() {
        return shape;
    }

    /** Where a longer text is cut; of texts only. */
    int maxChars() {
        return maxChars;
    }

    /** The preferred one first. */
    List<String> names() {
        return names;
    }

    /** Its index in the {@link Slots} of its place's root. */
    int slot() {
        return slot;
    }

    /** How many slots the fields of this root and of all places under it have. */
    static int slots(Place root) {
        return Claimed.SLOTS.getOrDefault(root, 0);
    }

    /** What is captured of a value, and what counts as absent. Null and {@code ""} are absent in every shape. */
    enum Shape {
        /** The text, cleaned and cut. */
        TEXT,
        /** The number; what is none is kept as text, and faulty only where the type of the message needs it. */
        NUMBER,
        /** As NUMBER; true and false too. */
        FLAG,
        /** As NUMBER, but 0 is absent. */
        ID,
        /** As NUMBER, but 0 is absent, and the text may be a time. */
        TIME,
        /** As NUMBER, but what is negative is absent: it had wrapped at 32 bits. */
        TALLY
    }

    /**
     * The greatest number that is believed. What is summed over events stays so far below 2^63 that the sums of millions of events that
     * all have it still fit, of gifts too, whose price is multiplied with their count.
     */
    long greatest() {
        return switch (this) {
            case DIAMONDS,
                    GIFT_BLOCK_DIAMONDS,
                    GIFT_DETAILS_DIAMONDS,
                    M_GIFT_DIAMONDS,
                    REPEAT_COUNT,
                    GIFT_BLOCK_REPEAT_COUNT -> Limits.OF_A_GIFT;
            case LIKE_TOTAL, VIEWERS_TOTAL, ROOM_STATS_VIEWERS_TOTAL, FOLLOWER_TOTAL -> Limits.TOTAL;
            default -> shape == Shape.TALLY ? Limits.TOTAL : Limits.COUNT;
        };
    }

    /** Bounds of texts, in characters (UTF-16 units), far above what TikTok itself allows. */
    static final class Limits {
        static final int TYPE = 128;
        static final int NAME = 256;
        static final int TITLE = 1024;
        static final int URL = 2048;
        static final int COMMENT = 4096;

        /** Of one event: a million times what has ever been seen. */
        static final long COUNT = 1_000_000_000L;
        /** A price, or how often: the dearest gift costs 45,000. */
        static final long OF_A_GIFT = 1_000_000L;
        /** Of a room or an account, only compared and never added. */
        static final long TOTAL = 1_000_000_000_000_000L;

        private Limits() {}
    }

    /** How many slots each root has given away; a static field of the enum would not be there yet when it is needed. */
    private static final class Claimed {
        static final Map<Place, Integer> SLOTS = new EnumMap<>(Place.class);

        private Claimed() {}
    }

    /** Names that are the same in every place where a person, a gift or a set of counts stands. */
    private static final class Names {
        // The texts before the number, which may have gone through a double.
        static final String[] PERSON_ID = {"id_str", "idStr", "userId", "user_id", "id"};
        static final String[] PERSON_UNIQUE_ID = {"uniqueId", "unique_id", "displayId", "display_id", "username"};
        static final String[] PERSON_NICKNAME = {"nickname", "nickName", "nick_name"};

        static final String[] GIFT_ID = {"id", "gift_id", "giftId"};
        static final String[] GIFT_NAME = {"giftName", "name", "gift_name"};
        static final String[] GIFT_TYPE = {"giftType", "gift_type", "type"};
        static final String[] DIAMONDS = {"diamondCount", "diamond_count"};

        static final String[] AVATAR = {"avatarLarger", "avatarMedium", "avatarThumb", "avatar_url"};
        static final String[] FOLLOWERS = {"followerCount", "follower_count"};
        static final String[] FOLLOWING = {"followingCount", "following_count"};
        static final String[] FRIENDS = {"friendCount", "friend_count"};
        static final String[] HEARTS = {"heartCount", "heart_count", "heart"};
        static final String[] VIDEOS = {"videoCount", "video_count"};
        static final String[] DIGGS = {"diggCount", "digg_count"};

        private Names() {}
    }
}
