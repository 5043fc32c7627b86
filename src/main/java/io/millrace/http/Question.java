package io.millrace.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, the same in whatever order its parameters stand.
 *
 * @param query as it was sent, sorted; empty where there is none
 */
record Question(String path, String query, Representation form) {
    /** What is made of the rows of one room, every commit of which writes the room's own row, and of its state. */
    private static final Pattern OF_A_ROOM =
            Pattern.compile("/api/v1/streams/([1-9][0-9]{0,18})(/timeline|/leaders|/events)?");

    static Question of(RoutingContext request) {
        String query = request.request().query();
        String sorted = query == null
                ? ""
                : Arrays.stream(query.split("&", -1)).sorted().collect(Collectors.joining("&"));
        return new Question(request.normalizedPath(), sorted, Representation.of(request));
    }

    /** The room that the answer is made of and of nothing else; empty: it is made of more, or of other things. */
    OptionalLong room() {
        Matcher room = OF_A_ROOM.matcher(path);
        return room.matches() ? id(room.group(1)) : OptionalLong.empty();
    }

    // Those of TikTok have 19 digits, as many as the greatest number has.
    private static OptionalLong id(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException beyond63Bits) {
            return OptionalLong.empty();
        }
    }

    /** Whether the answer is the room's summary, and there is nothing to refuse. */
    boolean isSummary() {
        Matcher room = OF_A_ROOM.matcher(path);
        return query.isEmpty() && room.matches() && room.group(2) == null;
    }

    /** What it takes in memory, roughly. */
    int weight() {
        return path.length() + query.length();
    }

    /** Of a parameter that stands once; null where it does not stand. */
    @Nullable
    String parameter(String name) {
        List<String> values = new QueryStringDecoder(query, false).parameters().get(name);
        return values == null ? null : values.get(0);
    }

    /** Where the page after this one is. */
    String next(String cursor) {
        String others = Arrays.stream(query.split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !parameter.startsWith("cursor="))
                .map(parameter -> parameter + "&")
                .collect(Collectors.joining());
        return path + "?" + others + "cursor=" + cursor;
    }
}
