package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API shows of a room, held against the file of expected values that comes with a recording. */
record ShownRoom(String room) {

    /** A figure that is a sum over minutes, by the name that expectation and API share. */
    static final List<String> SUMS =
            List.of("comments", "likes_observed", "gifts", "diamonds", "joins", "follows", "shares");

    private static final List<String> LEADERS = List.of("comments", "likes", "gifts", "diamonds");

    /** The type of events, and the name of their number in the expectation. */
    private static final Map<String, String> EVENTS = Map.of(
            "comment", "comments",
            "like", "like_events",
            "gift", "gift_messages",
            "join", "joins",
            "follow", "follows",
            "share", "shares",
            "viewers", "viewer_samples");

    static List<String> all() {
        return Api.walk("/streams?limit=500").stream()
                .map(it -> it.get("room_id").textValue())
                .sorted()
                .toList();
    }

    /** Everything that must not depend on the order of arrival. */
    List<String> paths() {
        return Stream.concat(
                        Stream.of(path(), path() + "/timeline"),
                        isBusy() ? LEADERS.stream().map(this::leaders) : Stream.empty())
                .toList();
    }

    @Nullable
    String host() {
        return Api.json(path()).at("/host/user_id").textValue();
    }

    void assertShows(JsonNode expected) {
        List<JsonNode> events = Api.walk(path() + "/events?limit=200");
        JsonNode summary = Api.json(path());
        assertThat(figuresOf(summary)).as(room).isEqualTo(figuresFrom(expected));
        assertThat(summary.get("follower_total")).as(room).isEqualTo(newest(events, "follower_total", expected));
        assertThat(summary.get("viewers_now")).as(room).isEqualTo(newest(events, "viewers", expected));
        assertTimelineShows(expected);
        assertEventsAre(events, expected, summary);
        assertLeadersShow(expected);
    }

    private static Map<String, @Nullable Long> figuresOf(JsonNode summary) {
        Map<String, @Nullable Long> figures = new LinkedHashMap<>();
        for (String figure : Stream.concat(
                        SUMS.stream(),
                        Stream.of("commenters", "gifters", "new_followers", "likes", "viewers_peak", "viewers_total"))
                .toList()) {
            figures.put(figure, number(summary, figure));
        }
        return figures;
    }

    private static Map<String, @Nullable Long> figuresFrom(JsonNode expected) {
        Map<String, @Nullable Long> figures = new LinkedHashMap<>();
        SUMS.forEach(figure -> figures.put(figure, count(expected, figure)));
        figures.put("commenters", count(expected, "distinct_commenters"));
        figures.put("gifters", count(expected, "distinct_gifters"));
        figures.put("new_followers", count(expected, "distinct_followers"));
        figures.put("likes", Math.max(count(expected, "like_total_max"), count(expected, "likes_observed")));
        figures.put("viewers_peak", number(expected, "viewers_max"));
        figures.put("viewers_total", number(expected, "total_user_max"));
        return figures;
    }

    /** The newest of the events shown that has it; the expectation only knows the greatest. */
    private static JsonNode newest(List<JsonNode> events, String member, JsonNode expected) {
        JsonNode newest = events.stream()
                .map(event -> event.get(member))
                .filter(it -> !it.isNull())
                .findFirst()
                .orElse(NullNode.getInstance());
        if (member.equals("follower_total")) {
            assertThat(newest.isNull()).isEqualTo(number(expected, "follower_total_max") == null);
            assertThat(newest.longValue()).isLessThanOrEqualTo(count(expected, "follower_total_max"));
        }
        return newest;
    }

    private void assertTimelineShows(JsonNode expected) {
        JsonNode minutes = Api.json(path() + "/timeline").get("items");
        for (String figure : SUMS) {
            assertThat(Api.sum(minutes, figure)).as("%s %s", room, figure).isEqualTo(count(expected, figure));
        }
        assertThat(numbers(minutes, "viewers_max").max(Long::compare).orElse(null))
                .isEqualTo(number(expected, "viewers_max"));
        assertThat(numbers(minutes, "viewers_min").min(Long::compare).orElse(null))
                .isEqualTo(number(expected, "viewers_min"));
    }

    private void assertEventsAre(List<JsonNode> events, JsonNode expected, JsonNode summary) {
        if (expected.has("events")) {
            assertThat(events).as(room).hasSize(expected.get("events").intValue());
        }
        assertThat(events).extracting(event -> event.get("msg_id").textValue()).doesNotHaveDuplicates();
        assertThat(events)
                .extracting(event -> Instant.parse(event.get("occurred_at").textValue()))
                .isSortedAccordingTo((a, b) -> b.compareTo(a))
                .first()
                .isEqualTo(Instant.parse(summary.get("last_event_at").textValue()));
        EVENTS.forEach((type, figure) -> assertThat(events.stream()
                        .filter(event -> event.get("event_type").textValue().equals(type)))
                .as("%s %s", room, type)
                .hasSize((int) count(expected, figure)));
    }

    private void assertLeadersShow(JsonNode expected) {
        if (isBusy()) {
            JsonNode talkers = Api.json(leaders("comments")).get("items");
            assertThat(talkers).hasSize((int) count(expected, "distinct_commenters"));
            assertThat(Api.sum(talkers, "value")).isEqualTo(count(expected, "comments"));
            assertThat(Api.sum(Api.json(leaders("likes")).get("items"), "value"))
                    .isEqualTo(count(expected, "likes_observed"));
            assertThat(Api.sum(Api.json(leaders("gifts")).get("items"), "value"))
                    .isEqualTo(count(expected, "gifts"));
            assertThat(Api.sum(Api.json(leaders("diamonds")).get("items"), "value"))
                    .isEqualTo(count(expected, "diamonds"));
        }
    }

    private String path() {
        return "/streams/" + room;
    }

    private String leaders(String by) {
        return path() + "/leaders?limit=500&by=" + by;
    }

    /** The capture of many rooms has three hundred of them with hardly an event each. */
    private boolean isBusy() {
        return !room.startsWith("7286");
    }

    private static Stream<Long> numbers(JsonNode items, String member) {
        return Stream.iterate(0, i -> i < items.size(), i -> i + 1)
                .map(i -> number(items.get(i), member))
                .filter(Objects::nonNull);
    }

    static long count(JsonNode expected, String figure) {
        return expected.path(figure).longValue();
    }

    private static @Nullable Long number(JsonNode object, String member) {
        JsonNode value = object.path(member);
        return value.isNumber() ? value.longValue() : null;
    }
}
