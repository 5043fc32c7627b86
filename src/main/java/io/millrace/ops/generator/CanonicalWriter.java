package io.millrace.ops.generator;

import static io.millrace.ops.generator.JsonBytes.json;

/** The columns of {@code live_events} that the event has, ids as text, in an envelope. */
final class CanonicalWriter implements Writer {

    private static final byte[] BEGIN = json("{\"source\":\"canonical");
    private static final byte[][] TYPE = types();
    private static final byte[] OCCURRED_AT = json(",\"occurred_at\":");
    private static final byte[] USER_ID = json(",\"user_id\":");
    private static final byte[] UNIQUE_ID = json(",\"unique_id\":");
    private static final byte[] NICKNAME = json(",\"nickname\":");
    private static final byte[] COMMENT = json(",\"comment\":");
    private static final byte[] GIFT_ID = json(",\"gift_id\":");
    private static final byte[] GIFT_NAME = json(",\"gift_name\":");
    private static final byte[] STREAKABLE = json(",\"gift_streakable\":true");
    private static final byte[] NOT_STREAKABLE = json(",\"gift_streakable\":false");
    private static final byte[] GROUP_ID = json(",\"gift_group_id\":");
    private static final byte[] DIAMONDS = json(",\"diamonds\":");
    private static final byte[] REPEAT_COUNT = json(",\"repeat_count\":");
    private static final byte[] LIKE_COUNT = json(",\"like_count\":");
    private static final byte[] LIKE_TOTAL = json(",\"like_total\":");
    private static final byte[] FOLLOWER_TOTAL = json(",\"follower_total\":");
    private static final byte[] VIEWERS = json(",\"viewers\":");
    private static final byte[] VIEWERS_TOTAL = json(",\"viewers_total\":");
    private static final byte[] EXTRA = json(",\"extra\":{\"v\":1");
    private static final byte[] END = json("}}");

    private final boolean full;

    CanonicalWriter(Size size) {
        this.full = size == Size.FULL;
    }

    @Override
    public void write(Happening it, JsonBytes json) {
        json.raw(BEGIN).raw(it.room.envelopeAfterSource).number(it.capturedAt);
        json.raw(TYPE[it.kind.ordinal()]).raw('"').number(it.msgId).raw('"').number(OCCURRED_AT, it.occurredAt);
        Person person = it.person;
        if (person != null) {
            json.text(USER_ID, person.id).raw(UNIQUE_ID).raw(person.uniqueIdJson);
            json.raw(NICKNAME).raw(person.nicknameJson);
        }
        if (it.kind == Kind.COMMENT) {
            json.raw(COMMENT);
            Words.comment(json, it.msgId);
        }
        GiftKind gift = it.gift;
        if (gift != null) {
            json.text(GIFT_ID, gift.id()).raw(GIFT_NAME).raw(gift.nameJson());
            json.raw(gift.isStreakable() ? STREAKABLE : NOT_STREAKABLE).number(DIAMONDS, gift.diamonds());
        }
        id(GROUP_ID, it.group, json);
        count(REPEAT_COUNT, it.repeatCount, json);
        count(LIKE_COUNT, it.likeCount, json);
        count(LIKE_TOTAL, it.likeTotal, json);
        count(FOLLOWER_TOTAL, it.followerTotal, json);
        count(VIEWERS, it.viewers, json);
        count(VIEWERS_TOTAL, it.viewersTotal, json);
        if (full) {
            extra(it, json);
        }
        json.raw(END);
    }

    /** Members without a name of ours, so that size can be compared between the shapes. */
    private static void extra(Happening it, JsonBytes json) {
        json.raw(EXTRA);
        Trimmings.folds(json, it);
        Person person = it.person;
        if (person == null) {
            it.room.ranks(json);
        } else {
            if (it.kind != Kind.COMMENT && it.kind != Kind.LIKE) {
                Trimmings.display(json, person);
            }
            Trimmings.person(json, person);
        }
        if (it.kind == Kind.COMMENT) {
            Trimmings.scores(json, it);
        }
        if (it.kind == Kind.GIFT) {
            Trimmings.monitor(json, it);
            Trimmings.images(json);
        }
        json.raw('}');
    }

    private static void id(byte[] name, long id, JsonBytes json) {
        if (id != Happening.ABSENT) {
            json.text(name, id);
        }
    }

    private static void count(byte[] name, long count, JsonBytes json) {
        if (count != Happening.ABSENT) {
            json.number(name, count);
        }
    }

    private static byte[][] types() {
        byte[][] types = new byte[Kind.values().length][];
        for (Kind kind : Kind.values()) {
            types[kind.ordinal()] = json(",\"type\":\"" + kind.label() + "\",\"payload\":{\"event_type\":\""
                    + kind.label() + "\",\"msg_id\":");
        }
        return types;
    }
}
