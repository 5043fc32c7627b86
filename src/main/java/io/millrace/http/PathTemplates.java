package io.millrace.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Under which name a request is measured. Left alone, the measurements take the path as it was sent wherever no resource has been asked: a
 * token in it would stand in the metrics, and a stranger could fill up the hundred names that there may be.
 */
final class PathTemplates {
    static final String OTHER = "/other";

    /** Not measured at all, as {@code quarkus.micrometer.binder.http-server.ignore-patterns} says: it is counted by its reason. */
    static final String REFUSED = "/refused";

    /** What stands in place of the segment after these, the fourth of a path. */
    private static final Map<String, String> NAMED =
            Map.of("streams", "{room_id}", "users", "{user}", "leaderboards", "{by}");

    private static final int KIND = 3;
    private static final int NAME = 4;
    private static final int MOST_SEGMENTS = 7;

    private static final Set<String> KNOWN = Set.of(
            "/",
            "/api/v1/overview",
            "/api/v1/pulse",
            "/api/v1/streams",
            "/api/v1/streams/{room_id}",
            "/api/v1/streams/{room_id}/timeline",
            "/api/v1/streams/{room_id}/spikes",
            "/api/v1/streams/{room_id}/comparison",
            "/api/v1/streams/{room_id}/quality",
            "/api/v1/streams/{room_id}/leaders",
            "/api/v1/streams/{room_id}/events",
            "/api/v1/streams/{room_id}/live",
            "/api/v1/users/{user}",
            "/api/v1/users/{user}/stats",
            "/api/v1/users/{user}/names",
            "/api/v1/users/{user}/daily",
            "/api/v1/users/{user}/heatmap",
            "/api/v1/users/{user}/streams",
            "/api/v1/leaderboards/{by}",
            "/api/v1/ingest",
            "/api/v1/quality",
            "/api/v1/storage",
            "/api/v1/live");

    private PathTemplates() {}

    /** One of a few, whatever was sent. */
    static String of(String path) {
        String[] segments = path.split("/", MOST_SEGMENTS);
        if (segments.length > NAME && NAMED.containsKey(segments[KIND])) {
            segments[NAME] = NAMED.get(segments[KIND]);
        }
        String template = segments.length == 0 ? path : String.join("/", Arrays.asList(segments));
        return KNOWN.contains(template) ? template : OTHER;
    }

    /** Of the request that is being looked at. A resource that is asked later on says the same, or better. */
    static void measureAs(String template) {
        Context request = Vertx.currentContext();
        if (request != null) {
            request.putLocal("UrlPathTemplate", template);
        }
    }
}
