package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rooms that a service knows. */
final class Rooms {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(90);
    private static final int PAGE = 500;

    private Rooms() {}

    /** The ids of so many, as soon as they have an event. */
    static List<Long> with(Service service, int wanted) {
        List<Long> rooms = new ArrayList<>();
        Children.until(KNOWN_WITHIN, () -> {
            rooms.clear();
            try {
                String cursor = "";
                do {
                    JsonNode page = service.get("/api/v1/streams?limit=" + PAGE + cursor)
                            .json();
                    page.get("items")
                            .forEach(room -> rooms.add(room.get("room_id").asLong()));
                    cursor = page.get("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.get("next_cursor").asText();
                } while (!cursor.isEmpty());
            } catch (IOException notYet) {
                return false;
            }
            return rooms.size() >= wanted;
        });
        return List.copyOf(rooms.subList(0, wanted));
    }
}
