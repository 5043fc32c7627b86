package io.millrace.ops.generator;

/**
 * What happens in rooms, and how often in a busy one.
 *
 * <p>Measured in rooms of 1,600 to 4,200 viewers, a second: chat 3.5 to 11, join 4 to 8, gift frames 1.4 to 7.5, like
 * 0.95 to 2.9, follow and share 0.6 to 1.4; samples of the viewers have their own clock, see {@link Room}.
 */
enum Kind {
    COMMENT("comment", "WebcastChatMessage", 7),
    JOIN("join", "WebcastMemberMessage", 6),
    GIFT("gift", "WebcastGiftMessage", 4),
    LIKE("like", "WebcastLikeMessage", 2),
    FOLLOW("follow", "WebcastSocialMessage", 0.6),
    SHARE("share", "WebcastSocialMessage", 0.4),
    VIEWERS("viewers", "WebcastRoomUserSeqMessage", 0);

    /** Of all kinds but the samples. */
    static final double ALL_A_SECOND = 20;

    private final String label;
    private final String typeName;
    private final double aSecond;

    Kind(String label, String typeName, double aSecond) {
        this.label = label;
        this.typeName = typeName;
        this.aSecond = aSecond;
    }

    /** As the column {@code event_type} has it. */
    String label() {
        return label;
    }

    /** As TikTok names it. */
    String typeName() {
        return typeName;
    }

    double aSecond() {
        return aSecond;
    }
}
