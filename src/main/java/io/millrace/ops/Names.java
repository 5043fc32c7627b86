package io.millrace.ops;

import java.util.regex.Pattern;

/** What the key of a value says it is, over all libraries: {@code roomId}, {@code room_id}, {@code msgIdStr}, … */
final class Names {

    private static final Pattern ROOM_ID = Pattern.compile("(?:room_?id)(?:_?str)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MESSAGE_ID =
            Pattern.compile("(?:msg|message)_?id(?:_?str)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern GROUP_ID = Pattern.compile("(?:gift_?)?group_?id(?:_?str)?", Pattern.CASE_INSENSITIVE);

    /**
     * {@code createTime}, {@code create_time}, {@code timestamp}, {@code timestamp_ms}, {@code captured_at},
     * {@code unpackAt}, {@code send_gift_req_start_ms}, {@code send_time_sec}; not {@code heat}, {@code params}.
     */
    private static final Pattern TIME =
            Pattern.compile(".*(?:[tT]ime|[tT]imestamp|(?:_at|At)|(?:_ms|Ms)|(?:_sec|Sec))(?:_?ms|Ms|_?sec|Sec)?\\d?");

    private Names() {}

    static boolean isRoomId(String key) {
        return ROOM_ID.matcher(key).matches();
    }

    static boolean isMessageId(String key) {
        return MESSAGE_ID.matcher(key).matches();
    }

    static boolean isGroupId(String key) {
        return GROUP_ID.matcher(key).matches();
    }

    static boolean isTime(String key) {
        return TIME.matcher(key).matches();
    }
}
