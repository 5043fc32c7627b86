package io.millrace.ops.generator;

import static io.millrace.ops.generator.JsonBytes.json;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Family c: what TikTok-Live-Connector from 2.4 on emits, in an envelope. */
final class EnvelopeWriter implements Writer {

    /** What the envelope calls the producer. */
    static final String SOURCE = "tiktok-live-connector-3";

    private static final byte[] BEGIN = json("{\"source\":\"" + SOURCE);
    private static final byte[][] TYPE = types();
    private static final byte[] ROOM_ID = json(",\"roomId\":");
    private static final byte[] CREATE_TIME = json(",\"createTime\":");
    private static final byte[] USER = json("},\"user\":{\"id\":");
    private static final byte[] DISPLAY_ID = json(",\"displayId\":");
    private static final byte[] NICKNAME = json(",\"nickname\":");
    private static final byte[] CONTENT = json("},\"content\":");
    private static final byte[] COUNT = json("},\"count\":");
    private static final byte[] LIKE_TOTAL = json(",\"total\":");
    private static final byte[] JOINED = json("},\"action\":1,\"memberCount\":");
    private static final byte[] FOLLOWED = json("},\"action\":\"1\",\"followCount\":");
    private static final byte[] SHARED = json("},\"action\":\"3\",\"followCount\":");
    private static final byte[] VIEWERS = json("},\"total\":");
    private static final byte[] VIEWERS_TOTAL = json(",\"totalUser\":");
    private static final byte[] GIFT_ID = json("},\"giftId\":");
    private static final byte[] REPEAT_COUNT = json(",\"groupCount\":1,\"repeatCount\":");
    private static final byte[] COMBO_COUNT = json(",\"comboCount\":");
    private static final byte[] REPEAT_END = json(",\"repeatEnd\":1");
    private static final byte[] GROUP_ID = json(",\"groupId\":");
    private static final byte[] GIFT = json(",\"gift\":{\"id\":");
    private static final byte[] GIFT_NAME = json(",\"name\":");
    private static final byte[] GIFT_TYPE = json(",\"type\":");
    private static final byte[] DIAMONDS = json(",\"diamondCount\":");
    private static final byte[] END = json("}}");

    private final boolean full;

    EnvelopeWriter(Size size) {
        this.full = size == Size.FULL;
    }

    @Override
    public void write(Happening it, JsonBytes json) {
        json.raw(BEGIN).raw(it.room.envelopeAfterSource).number(it.capturedAt);
        json.raw(TYPE[it.kind.ordinal()]).raw('"').number(it.msgId).raw('"');
        json.raw(ROOM_ID).raw('"').raw(it.room.key).raw('"').text(CREATE_TIME, it.occurredAt);
        user(it, it.person, json);
        switch (it.kind) {
            case COMMENT -> comment(it, json);
            case LIKE -> json.number(COUNT, it.likeCount).number(LIKE_TOTAL, it.likeTotal);
            case GIFT -> gift(it, Objects.requireNonNull(it.gift), json);
            case JOIN -> json.number(JOINED, it.room.viewersTotal());
            case FOLLOW -> json.number(FOLLOWED, it.followerTotal);
            case SHARE -> json.number(SHARED, it.followerTotal);
            case VIEWERS -> viewers(it, json);
        }
        json.raw(END);
    }

    private void user(Happening it, @Nullable Person person, JsonBytes json) {
        if (full) {
            Trimmings.folds(json, it);
        }
        if (person != null) {
            if (full && it.kind != Kind.COMMENT && it.kind != Kind.LIKE) {
                Trimmings.display(json, person);
            }
            json.text(USER, person.id).raw(DISPLAY_ID).raw(person.uniqueIdJson);
            json.raw(NICKNAME).raw(person.nicknameJson);
            if (full) {
                Trimmings.person(json, person);
            }
        }
    }

    private void comment(Happening it, JsonBytes json) {
        json.raw(CONTENT);
        Words.comment(json, it.msgId);
        if (full) {
            Trimmings.scores(json, it);
        }
    }

    private void gift(Happening it, GiftKind gift, JsonBytes json) {
        json.text(GIFT_ID, gift.id()).number(REPEAT_COUNT, it.repeatCount).number(COMBO_COUNT, it.repeatCount);
        if (it.closes) {
            json.raw(REPEAT_END);
        }
        if (it.group != Happening.ABSENT) {
            json.text(GROUP_ID, it.group);
        }
        if (full) {
            Trimmings.monitor(json, it);
        }
        json.text(GIFT, gift.id()).raw(GIFT_NAME).raw(gift.nameJson());
        json.number(GIFT_TYPE, gift.type()).number(DIAMONDS, gift.diamonds());
        if (full) {
            Trimmings.images(json);
        }
        json.raw('}');
    }

    private void viewers(Happening it, JsonBytes json) {
        json.number(VIEWERS, it.viewers).number(VIEWERS_TOTAL, it.viewersTotal);
        if (full) {
            it.room.ranks(json);
        }
    }

    private static byte[][] types() {
        byte[][] types = new byte[Kind.values().length][];
        for (Kind kind : Kind.values()) {
            types[kind.ordinal()] = json(",\"type\":\"" + kind.typeName() + "\",\"payload\":{\"common\":{\"method\":\""
                    + kind.typeName() + "\",\"msgId\":");
        }
        return types;
    }
}
