package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the API shows of a host's days. */
final class ShownHost {

    private ShownHost() {}

    static List<String> all() {
        return Api.walk("/streams?limit=500").stream()
                .map(it -> it.at("/host/user_id"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .distinct()
                .sorted()
                .toList();
    }

    /** @param rooms what is expected of each of the host's rooms */
    static void assertShows(String host, List<JsonNode> rooms) {
        JsonNode days = Api.json("/users/" + host + "/daily").get("items");
        for (String figure : ShownRoom.SUMS) {
            long expected = rooms.stream()
                    .mapToLong(room -> ShownRoom.count(room, figure))
                    .sum();
            assertThat(Api.sum(days, figure)).as("host %s %s", host, figure).isEqualTo(expected);
        }
        assertThat(Api.sum(days, "streams")).as(host).isGreaterThanOrEqualTo(rooms.size());
    }
}
