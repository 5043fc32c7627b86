package io.millrace.endtoend;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;

/** The service as a dashboard sees it. */
final class Api {
    private static final int ENDLESS = 100;

    private Api() {}

    static String body(String path) {
        Response response = given().urlEncodingEnabled(false).get("/api/v1" + path);
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isEqualTo(200);
        return response.asString();
    }

    static JsonNode json(String path) {
        return Samples.parse(body(path));
    }

    /** The items of all pages; the path has parameters already. */
    static List<JsonNode> walk(String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = path;
        for (int page = 0; page < ENDLESS; page++) {
            JsonNode list = json(next);
            list.get("items").forEach(items::add);
            if (list.get("next_cursor").isNull()) {
                return items;
            }
            next = path + "&cursor=" + list.get("next_cursor").asText();
        }
        throw new AssertionError("the pages never end: " + path);
    }

    static long sum(Iterable<JsonNode> items, String member) {
        long sum = 0;
        for (JsonNode item : items) {
            sum += item.get(member).longValue();
        }
        return sum;
    }
}
