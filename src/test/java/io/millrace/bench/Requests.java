package io.millrace.bench;

import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.service.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a dashboard asks for, one request at a time, all kinds in turns. */
final class Requests {
    /** By name, which is the path with the room left open. */
    private static final List<String> PATHS = List.of(
            "/overview",
            "/streams?sort=viewers",
            "/streams/{room}",
            "/streams/{room}/timeline?bucket=1m",
            "/streams/{room}/leaders",
            "/streams/{room}/events");

    private static final int OK = 200;

    /** Before these, connections are made and plans are prepared. */
    private static final int UNCOUNTED_ROUNDS = 5;

    private Requests() {}

    static List<String> names() {
        return PATHS;
    }

    /** Whether a round that has just ended counts. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Stops when so many rounds counted, or with the first one that does not.
     *
     * @return seconds by name, with fewer values than rounds, or empty, where it has stopped before
     * @throws IOException something else than an answer
     */
    static Map<String, Percentiles> ask(Service service, long room, int rounds, Condition counts) throws IOException {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        for (int i = -UNCOUNTED_ROUNDS; i < rounds; i++) {
            Map<String, Double> round = round(service, room);
            if (!counts.holds()) {
                break;
            }
            if (i >= 0) {
                round.forEach((name, took) ->
                        seconds.computeIfAbsent(name, it -> new ArrayList<>()).add(took));
            }
        }
        Map<String, Percentiles> answers = new LinkedHashMap<>();
        seconds.forEach((name, all) -> answers.put(name, Percentiles.of(all)));
        return answers;
    }

    private static Map<String, Double> round(Service service, long room) throws IOException {
        Map<String, Double> round = new LinkedHashMap<>();
        for (String path : PATHS) {
            Service.Answer answer = service.get("/api/v1" + path.replace("{room}", String.valueOf(room)));
            if (answer.status() != OK) {
                throw new IOException(path + " was answered with " + answer.status());
            }
            round.put(path, answer.seconds());
        }
        return round;
    }
}
