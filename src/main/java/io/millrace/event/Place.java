package io.millrace.event;

/**
 * The objects inside a record that are looked into; whatever is not here is skipped. {@link Aliases} says how one leads
 * to the next, {@link Field} what is read in each:
 *
 * <pre>
 * ENVELOPE
 * ├ host             ENVELOPE_HOST
 * └ payload          MESSAGE ──── data, payload, messages[] ──▶ MESSAGE (wrapped)
 *   ├ common         HEADER ── displayText ── pieces[] ── userValue ── user
 *   ├ user, fromUser, userInfo, host
 *   ├ gift, giftDetails, mGift
 *   ├ envelopeInfo
 *   └ roomInfo ── owner, stats
 *
 * PROFILE ──── data, payload, … ──▶ PROFILE (wrapped)
 * ├ userInfo         PROFILE itself: the same names stand with and without it
 * ├ user, stats, statsV2
 * └ extra
 * </pre>
 */
enum Place {
    ENVELOPE("envelope"),
    ENVELOPE_HOST("host"),
    MESSAGE("payload"),
    HEADER("payload.common"),
    DISPLAY_TEXT("payload.common.displayText"),
    PIECE("payload.common.displayText.pieces"),
    PIECE_VALUE("payload.common.displayText.pieces.userValue"),
    PIECE_USER("payload.common.displayText.pieces.userValue.user"),
    USER("payload.user"),
    FROM_USER("payload.fromUser"),
    USER_INFO("payload.userInfo"),
    HOST("payload.host"),
    GIFT("payload.gift"),
    GIFT_DETAILS("payload.giftDetails"),
    M_GIFT("payload.mGift"),
    ENVELOPE_INFO("payload.envelopeInfo"),
    ROOM_INFO("payload.roomInfo"),
    ROOM_OWNER("payload.roomInfo.owner"),
    ROOM_STATS("payload.roomInfo.stats"),

    PROFILE("profile"),
    PROFILE_USER("profile.user"),
    PROFILE_STATS("profile.stats"),
    PROFILE_STATS_V2("profile.statsV2"),
    PROFILE_EXTRA("profile.extra");

    private final String path;

    Place(String path) {
        this.path = path;
    }

    /** How refusals name it. */
    String path() {
        return path;
    }

    /** The place whose {@link Slots} its fields land in. */
    Place root() {
        return switch (this) {
            case ENVELOPE, ENVELOPE_HOST -> ENVELOPE;
            case PROFILE, PROFILE_USER, PROFILE_STATS, PROFILE_STATS_V2, PROFILE_EXTRA -> PROFILE;
            default -> MESSAGE;
        };
    }
}
