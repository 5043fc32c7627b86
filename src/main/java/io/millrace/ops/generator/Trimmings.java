package io.millrace.ops.generator;

/** What scrapers emit and nobody reads: most of the bytes. Made of members that no reader of ours has a name for. */
final class Trimmings {

    private static final String[] BADGES = {"USER_GRADE", "FANS", "FIRST_RECHARGE"};
    private static final byte[][] BADGE = badges();
    private static final byte[][] AVATARS = images("avatarThumb", "avatarMedium", "avatarLarge");
    private static final byte[][] URLS = urls();
    private static final byte[] SIGNATURE =
            JsonBytes.json("~tplv-resize:100:100.webp?x-expires=1763700000&x-signature=");
    private static final byte[] URI = JsonBytes.json("],\"m_uri\":\"tos-avt-0068/");
    private static final byte[] URI_END = JsonBytes.json("\"}");
    private static final byte[] FOLLOWING = JsonBytes.json(",\"follow_info\":{\"followingCount\":");
    private static final byte[] FOLLOWERS = JsonBytes.json(",\"followerCount\":");
    private static final byte[] FOLLOW_STATUS = JsonBytes.json(",\"followStatus\":");
    private static final byte[] HONOR =
            JsonBytes.json("},\"user_honor\":{},\"user_attr\":{},\"sec_uid\":\"MS4wLjABAAAA");
    private static final byte[] BADGE_LIST = JsonBytes.json("\",\"badge_list\":[");
    private static final byte[] PRIVILEGE = JsonBytes.json(",\"privilege_id\":");
    private static final byte[] LEVEL = JsonBytes.json(",\"level\":");
    private static final byte[] ID = JsonBytes.json("],\"id_str\":");
    private static final byte[] DISPLAY = JsonBytes.json(
            ",\"isShowMsg\":true,\"displayText\":{\"key\":\"pm_mt_msg_viewer\",\"defaultPattern\":"
                    + "\"{0:user} {1:string}\",\"defaultFormat\":{\"color\":\"#ffffffff\",\"weight\":400},\"piecesList\":"
                    + "[{\"type\":11,\"format\":{\"color\":\"#ff8ce7ff\",\"weight\":400},\"userValue\":{\"user\":{\"id\":");
    private static final byte[] NICKNAME = JsonBytes.json(",\"nickname\":");
    private static final byte[] DISPLAY_END = JsonBytes.json("}}}]}");
    private static final byte[] FOLDS = JsonBytes.json(
            ",\"foldType\":\"1\",\"anchorFoldType\":\"1\",\"fromIdc\":\"maliva\",\"roomMessageHeatLevel\":\"5\","
                    + "\"foldTypeForWeb\":\"1\",\"anchorFoldTypeForWeb\":\"1\",\"clientSendTime\":");
    private static final byte[] SCORES =
            JsonBytes.json(",\"comment_quality_scores\":[{\"version\":\"user_type_rule\"," + "\"score\":\"100000\"}");
    private static final String[] SCORERS = {
        "community-flagged",
        "commentator_id",
        "default",
        "rankV3",
        "ttp_rule_rerank",
        "timestamp_desc",
        "tikcast_community_comment_18866_v7_r655069",
        "idc_rule_rerank",
        "v13_r712088",
        "v13_r762104",
        "v13_r762107",
        "v13_r762110",
        "v13_r762114",
        "v12_r702075"
    };
    private static final byte[][] SCORE = scores();
    private static final byte[] MONITOR = JsonBytes.json(",\"logId\":\"20231012123051812");
    private static final byte[] MONITOR_EXTRA = JsonBytes.json("\",\"monitorExtra\":\"{\\\"to_user_id\\\":");
    private static final byte[] MONITOR_REST = JsonBytes.json(",\\\"profitapi_message_dur\\\":661,"
            + "\\\"send_gift_profit_core_start_ms\\\":0,\\\"from_idc\\\":\\\"maliva\\\",\\\"anchor_id\\\":0,"
            + "\\\"send_profitapi_dur\\\":417,\\\"strategies_dur\\\":18,\\\"repeat_dur\\\":52}\"");
    private static final byte[] IMAGES = images();

    private Trimmings() {}

    /** Avatars, badges and counts of a person, about 2.8 kB, beginning with a comma. */
    static void person(JsonBytes json, Person person) {
        Dice dice = new Dice(person.trimmingsSeed);
        for (byte[] avatar : AVATARS) {
            avatar(json, dice, avatar);
        }
        json.text(FOLLOWING, dice.below(2_000)).text(FOLLOWERS, dice.below(20_000));
        json.text(FOLLOW_STATUS, dice.below(3)).raw(HONOR);
        for (int i = 0; i < 4; i++) {
            json.hex(dice.bits());
        }
        json.raw(BADGE_LIST);
        int badges = dice.between(2, BADGES.length);
        for (int i = 0; i < badges; i++) {
            json.raw(BADGE[i]).text(PRIVILEGE, 7_138_381_170_000_000_000L + dice.below(1_000_000_000));
            json.text(LEVEL, dice.below(40)).raw('}').raw('}');
        }
        json.text(ID, person.id);
    }

    /** @param name of the image, with what stands around it */
    private static void avatar(JsonBytes json, Dice dice, byte[] name) {
        json.raw(name);
        long path = dice.bits();
        for (byte[] url : URLS) {
            json.raw(url).hex(path).hex(~path).raw(SIGNATURE);
            json.hex(dice.bits()).hex(dice.bits()).raw('"');
        }
        json.raw(URI).hex(path).raw(URI_END);
    }

    /** Into {@code common}: what is shown, with the person once more. */
    static void display(JsonBytes json, Person person) {
        json.raw(DISPLAY).raw('"').number(person.id).raw('"').raw(NICKNAME).raw(person.nicknameJson);
        person(json, person);
        json.raw(DISPLAY_END);
    }

    static void folds(JsonBytes json, Happening it) {
        json.text(FOLDS, it.occurredAt - 300);
    }

    /** What ranks a comment. */
    static void scores(JsonBytes json, Happening it) {
        json.raw(SCORES);
        long score = it.msgId;
        for (byte[] scorer : SCORE) {
            score = Dice.mixed(score);
            json.raw(scorer).number(score >>> 14).raw('"').raw('}');
        }
        json.raw(']');
    }

    static void monitor(JsonBytes json, Happening it) {
        long log = Dice.mixed(it.msgId);
        json.raw(MONITOR).hex(log).raw(MONITOR_EXTRA).number(it.room.host.id).raw(MONITOR_REST);
    }

    static void images(JsonBytes json) {
        json.raw(IMAGES);
    }

    private static byte[][] badges() {
        byte[][] badges = new byte[BADGES.length][];
        for (int i = 0; i < badges.length; i++) {
            badges[i] = JsonBytes.json((i == 0 ? "" : ",")
                    + "{\"badge_display_type\":\"BADGEDISPLAYTYPE_COMBINE\",\"badge_priority_type\":"
                    + "\"BADGE_PRIORITY_TYPE_PLATFORM\",\"badge_scene\":\"BADGE_SCENE_TYPE_" + BADGES[i]
                    + "\",\"position\":\"POSITIONLEFT\",\"display\":true,\"log_extra\":{\"data_version\":\"2\","
                    + "\"privilege_version\":\"0\"");
        }
        return badges;
    }

    private static byte[][] urls() {
        byte[][] urls = new byte[3][];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = JsonBytes.json(
                    (i == 0 ? "\"" : ",\"") + "https://p" + (16 + i) + "-sign.example.invalid/tos-avt-0068/");
        }
        return urls;
    }

    private static byte[][] images(String... names) {
        byte[][] images = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            images[i] = JsonBytes.json(",\"" + names[i] + "\":{\"url\":[");
        }
        return images;
    }

    private static byte[][] scores() {
        byte[][] scores = new byte[SCORERS.length][];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = JsonBytes.json(",{\"version\":\"" + SCORERS[i] + "\",\"score\":\"");
        }
        return scores;
    }

    /** Of a gift; the same for all of them. */
    private static byte[] images() {
        JsonBytes json = new JsonBytes();
        Dice dice = new Dice(5655);
        for (byte[] image : images("image", "icon", "previewImage", "gifImage")) {
            avatar(json, dice, image);
        }
        return json.raw(JsonBytes.json(
                        ",\"duration\":1000,\"for_link_mic\":true,\"combo\":true," + "\"isDisplayedOnPanel\":true"))
                .copy();
    }
}
