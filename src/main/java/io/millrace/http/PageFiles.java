package io.millrace.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The page at {@code /}: its own files and the library that draws its charts, each at its path, and no other file. They are read once, when
 * the service starts; a reader who has them already gets a 304.
 */
@Singleton
class PageFiles {
    /** Asked about each time: after an upgrade no reader has half of the old page. */
    private static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-cache");

    private static final int OK = 200;
    private static final String HOME = "META-INF/resources";
    private static final String LIBRARY = "/webjars/chart.js/4.5.1/dist/chart.umd.js";

    /** What is not here is not served, whatever lies beside it on the class path. */
    static final List<String> PARTS = List.of(
            "api.js",
            "calendar.js",
            "charts.js",
            "comparison.js",
            "elements.js",
            "format.js",
            "funnel.js",
            "glance.js",
            "heat.js",
            "heatmap.js",
            "host.js",
            "icon.svg",
            "leaderboards.js",
            "live.js",
            "marks.js",
            "operators.js",
            "page.css",
            "page.js",
            "parts.css",
            "people.js",
            "places.js",
            "quality.js",
            "refresher.js",
            "room-charts.js",
            "room.js",
            "rooms.js",
            "sparkline.js",
            "tables.js",
            "ticks.js",
            "token.js");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml");

    void install(@Observes Router router) {
        serve(router, "/", "/index.html");
        serve(router, "/index.html", "/index.html");
        PARTS.forEach(part -> serve(router, "/app/" + part, "/app/" + part));
        serve(router, LIBRARY, LIBRARY);
        // The framework serves whatever lies there.
        router.route("/app/*").handler(request -> request.fail(404));
        router.route("/webjars/*").handler(request -> request.fail(404));
    }

    private static void serve(Router router, String path, String file) {
        Outcome outcome = new Outcome(OK, Encoded.of(read(file), mediaType(file)), HEADERS);
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(request -> send(request, outcome));
    }

    private static void send(RoutingContext request, Outcome outcome) {
        Outcome.Reply reply = outcome.to(
                request.request().getHeader("If-None-Match"), request.request().getHeader("Accept-Encoding"));
        HttpServerResponse response = request.response().setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (reply.body() == null) {
            response.end();
        } else if (request.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", String.valueOf(reply.body().length))
                    .end();
        } else {
            response.end(Buffer.buffer(reply.body()));
        }
    }

    private static String mediaType(String file) {
        String type = MEDIA_TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("no media type for " + file);
        }
        return type;
    }

    private static byte[] read(String file) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(HOME + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
