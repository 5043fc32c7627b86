package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;

/** Asks the service under test, and reads its answers. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENDLESS = 100;

    private Api() {}

    static Response get(String path) {
        return given().urlEncodingEnabled(false).get("/api/v1" + path);
    }

    static String body(String path) {
        Response response = get(path);
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("application/json");
        return response.asString();
    }

    static JsonNode json(String path) {
        return tree(body(path));
    }

    /** What the service counts under a name with all its labels, as {@code name{by="stale"}}; 0 where it has not counted yet. */
    static double metric(String series) {
        String prefix = series + " ";
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(prefix.length())))
                .sum();
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The values of one member of all items, in order. */
    static List<String> items(JsonNode list, String member) {
        List<String> values = new ArrayList<>();
        list.get("items").forEach(item -> values.add(item.get(member).asText()));
        return values;
    }

    /** One member of all items of all pages. */
    static List<String> walk(String path, String member) {
        List<String> values = new ArrayList<>();
        String next = path;
        for (int page = 0; page < ENDLESS; page++) {
            JsonNode list = json(next);
            values.addAll(items(list, member));
            if (list.get("next_cursor").isNull()) {
                return values;
            }
            next = path + "&cursor=" + list.get("next_cursor").asText();
        }
        throw new AssertionError("the pages never end: " + path);
    }
}
