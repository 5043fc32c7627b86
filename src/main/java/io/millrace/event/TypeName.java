package io.millrace.event;

import java.util.Locale;
import java.util.Map;

/**
 * What the many spellings of a type mean: {@code WebcastChatMessage}, {@code chat}, {@code live.chat} and {@code
 * CommentEvent} are all a comment.
 */
enum TypeName {
    COMMENT,
    LIKE,
    GIFT,
    MEMBER,
    /** A follow, a share or neither: its action tells. */
    SOCIAL,
    FOLLOW,
    SHARE,
    ROOM_USER,
    /** The state of the room that TikTok-Live-Connector gives on connecting. */
    CONNECTED,
    /** A pause, a resume, an end or none of them: its action tells. */
    CONTROL,
    PAUSE,
    RESUME,
    END,
    /** A treasure box: not counted, but it names its sender in a place of its own. */
    ENVELOPE,
    /** A word of the host about the broadcast: not counted, but it names the host. */
    LIVE_INTRO,
    UNKNOWN;

    private static final Map<String, TypeName> BY_BARE_NAME = Map.ofEntries(
            Map.entry("chat", COMMENT),
            Map.entry("comment", COMMENT),
            Map.entry("like", LIKE),
            Map.entry("gift", GIFT),
            Map.entry("member", MEMBER),
            Map.entry("join", MEMBER),
            Map.entry("social", SOCIAL),
            Map.entry("follow", FOLLOW),
            Map.entry("share", SHARE),
            Map.entry("roomuserseq", ROOM_USER),
            Map.entry("roomuser", ROOM_USER),
            Map.entry("viewer", ROOM_USER),
            Map.entry("viewers", ROOM_USER),
            Map.entry("connected", CONNECTED),
            Map.entry("control", CONTROL),
            Map.entry("pause", PAUSE),
            Map.entry("livepause", PAUSE),
            Map.entry("resume", RESUME),
            Map.entry("unpause", RESUME),
            Map.entry("liveresume", RESUME),
            Map.entry("liveunpause", RESUME),
            Map.entry("end", END),
            Map.entry("liveend", END),
            Map.entry("streamend", END),
            Map.entry("envelope", ENVELOPE),
            Map.entry("liveintro", LIVE_INTRO));

    static TypeName of(String name) {
        return BY_BARE_NAME.getOrDefault(bare(name), UNKNOWN);
    }

    /** The name without the dressing of its library, in lower case. */
    static String bare(String name) {
        String bare = name.toLowerCase(Locale.ROOT);
        int from = bare.startsWith("webcast") ? "webcast".length() : bare.startsWith("live.") ? "live.".length() : 0;
        int until = bare.length();
        if (bare.endsWith("message")) {
            until -= "message".length();
        } else if (bare.endsWith("event")) {
            until -= "event".length();
        }
        return from < until ? bare.substring(from, until) : bare;
    }

    /** The type of a wrapper that says only that it wraps: {@code {"type": "EVENT", "event": "live.like", …}}. */
    static boolean isWrapperWord(String name) {
        return name.equalsIgnoreCase("event");
    }
}
