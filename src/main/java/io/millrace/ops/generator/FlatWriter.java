package io.millrace.ops.generator;

import static io.millrace.ops.generator.JsonBytes.json;

/** Every column of {@code live_events} but {@code raw}, in the order of the table. */
final class FlatWriter implements Writer {

    private static final byte[] ROOM_ID = json("{\"room_id\":");
    private static final byte[] OCCURRED_AT = json(",\"occurred_at\":");
    private static final byte[] MSG_ID = json(",\"msg_id\":");
    private static final byte[] USER_ID = json(",\"user_id\":");
    private static final byte[] GIFT_ID = json(",\"gift_id\":");
    private static final byte[] GIFT_GROUP_ID = json(",\"gift_group_id\":");
    private static final byte[] DIAMONDS = json(",\"diamonds\":");
    private static final byte[] REPEAT_COUNT = json(",\"repeat_count\":");
    private static final byte[] LIKE_COUNT = json(",\"like_count\":");
    private static final byte[] LIKE_TOTAL = json(",\"like_total\":");
    private static final byte[] VIEWERS = json(",\"viewers\":");
    private static final byte[] VIEWERS_TOTAL = json(",\"viewers_total\":");
    private static final byte[] FOLLOWER_TOTAL = json(",\"follower_total\":");
    private static final byte[] CAPTURED_AT = json(",\"captured_at\":");
    private static final byte[] HOST_USER_ID = json(",\"host_user_id\":");
    private static final byte[] GIFT_STREAKABLE = json(",\"gift_streakable\":");
    private static final byte[] EVENT_TYPE = json(",\"event_type\":\"");
    private static final byte[] TYPE_NAME = json("\",\"type_name\":\"");
    private static final byte[] UNIQUE_ID = json("\",\"unique_id\":");
    private static final byte[] NICKNAME = json(",\"nickname\":");
    private static final byte[] COMMENT = json(",\"comment\":");
    private static final byte[] GIFT_NAME = json(",\"gift_name\":");
    private static final byte[] END = json(",\"source\":\"" + EnvelopeWriter.SOURCE + "\",\"title\":null}");
    private static final byte[] NULL = json("null");
    private static final byte[] TRUE = json("true");
    private static final byte[] FALSE = json("false");
    private static final byte[][] LABELS = labels();
    private static final byte[][] TYPE_NAMES = typeNames();

    @Override
    public void write(Happening it, JsonBytes json) {
        Person person = it.person;
        GiftKind gift = it.gift;
        json.raw(ROOM_ID).raw(it.room.key).number(OCCURRED_AT, it.occurredAt).number(MSG_ID, it.msgId);
        number(USER_ID, person == null ? Happening.ABSENT : person.id, json);
        number(GIFT_ID, gift == null ? Happening.ABSENT : gift.id(), json);
        number(GIFT_GROUP_ID, it.group, json);
        number(DIAMONDS, gift == null ? Happening.ABSENT : gift.diamonds(), json);
        number(REPEAT_COUNT, it.repeatCount, json);
        number(LIKE_COUNT, it.likeCount, json);
        number(LIKE_TOTAL, it.likeTotal, json);
        number(VIEWERS, it.viewers, json);
        number(VIEWERS_TOTAL, it.viewersTotal, json);
        number(FOLLOWER_TOTAL, it.followerTotal, json);
        json.number(CAPTURED_AT, it.capturedAt).number(HOST_USER_ID, it.room.host.id);
        json.raw(GIFT_STREAKABLE).raw(gift == null ? NULL : gift.isStreakable() ? TRUE : FALSE);
        json.raw(EVENT_TYPE).raw(LABELS[it.kind.ordinal()]);
        json.raw(TYPE_NAME).raw(TYPE_NAMES[it.kind.ordinal()]);
        json.raw(UNIQUE_ID).raw(person == null ? NULL : person.uniqueIdJson);
        json.raw(NICKNAME).raw(person == null ? NULL : person.nicknameJson);
        json.raw(COMMENT);
        if (it.kind == Kind.COMMENT) {
            Words.comment(json, it.msgId);
        } else {
            json.raw(NULL);
        }
        json.raw(GIFT_NAME).raw(gift == null ? NULL : gift.nameJson()).raw(END);
    }

    private static void number(byte[] name, long number, JsonBytes json) {
        json.raw(name);
        if (number == Happening.ABSENT) {
            json.raw(NULL);
        } else {
            json.number(number);
        }
    }

    private static byte[][] labels() {
        byte[][] labels = new byte[Kind.values().length][];
        for (Kind kind : Kind.values()) {
            labels[kind.ordinal()] = json(kind.label());
        }
        return labels;
    }

    private static byte[][] typeNames() {
        byte[][] names = new byte[Kind.values().length][];
        for (Kind kind : Kind.values()) {
            names[kind.ordinal()] = json(kind.typeName());
        }
        return names;
    }
}
