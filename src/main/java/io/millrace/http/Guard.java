package io.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.access.Token;
import io.millrace.telemetry.RequestMetrics;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one place that every request passes before anything else looks at it: resources, event streams, the page's files and {@code /q}
 * alike. It looks at the URL and the headers alone, and waits for nothing.
 */
@Singleton
class Guard {
    // Before everything of the framework's.
    private static final int FIRST = 1_000_000;

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Admission admission;
    private final Cors cors;
    private final RequestMetrics metrics;
    private final ObjectMapper json;

    Guard(Admission admission, Cors cors, RequestMetrics metrics, ObjectMapper json) {
        this.admission = admission;
        this.cors = cors;
        this.metrics = metrics;
        this.json = json;
    }

    void install(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    /** What the server cannot read comes to no filter, and the framework would write it into the log. */
    void install(@Observes Router router) {
        router.route().order(-FIRST).failureHandler(this::unread);
    }

    private void unread(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.headers().contains(SecurityHeaders.POLICY)) {
            context.next();
            return;
        }
        SlowArrivals.arrived(context.request());
        SecurityHeaders.put("/api/", response.headers());
        refuse(context, Refused.unreadable());
    }

    private void pass(RoutingContext context) {
        PathTemplates.measureAs(
                METHODS.contains(context.request().method())
                        ? PathTemplates.of(context.normalizedPath())
                        : PathTemplates.REFUSED);
        HttpServerResponse response = context.response();
        if (response.writeQueueFull()) {
            // He has not taken what he asked for before: this answer, too, would wait in memory.
            SlowArrivals.isHeldUp(context.request());
            Context here = Vertx.currentContext();
            response.drainHandler(drained -> {
                response.drainHandler(null);
                here.runOnContext(nothing -> look(context));
            });
        } else {
            look(context);
        }
    }

    private void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        SlowArrivals.arrived(request);
        MultiMap headers = context.response().headers();
        SecurityHeaders.put(context.normalizedPath(), headers);
        cors.put(request, headers);
        context.addHeadersEndHandler(done -> cors.putVary(headers));
        Optional<Refused> refused = misshapen(request).or(() -> admission.refused(context));
        if (refused.isPresent()) {
            refuse(context, refused.get());
        } else if (Cors.isPreflight(request)) {
            answerPreflight(context);
        } else {
            context.next();
        }
    }

    private static Optional<Refused> misshapen(HttpServerRequest request) {
        if (!METHODS.contains(request.method())) {
            return Optional.of(Refused.method());
        }
        if (hasBody(request)) {
            return Optional.of(Refused.body());
        }
        return UrlTokens.find(String.valueOf(request.path()), request.params()).map(Refused::tokenInUrl);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }

    private void answerPreflight(RoutingContext context) {
        if (!cors.allows(context.request())) {
            refuse(context, Refused.origin());
            return;
        }
        Cors.putPreflight(context.response().headers());
        context.response().setStatusCode(204).end();
    }

    private void refuse(RoutingContext context, Refused refused) {
        PathTemplates.measureAs(PathTemplates.REFUSED);
        metrics.refused(refused.reason().name().toLowerCase(Locale.ROOT));
        HttpServerResponse response = context.response().setStatusCode(refused.status());
        response.putHeader("Content-Type", Problem.MEDIA_TYPE).putHeader("Cache-Control", "no-store");
        for (Map.Entry<String, String> header : refused.headers().entrySet()) {
            response.putHeader(header.getKey(), header.getValue());
        }
        try {
            String body = json.writeValueAsString(
                    refused.problem(shown(String.valueOf(context.request().path()))));
            response.end(body).onComplete(sent -> closeWhereMoreMayCome(context.request(), refused));
        } catch (JsonProcessingException impossible) {
            context.fail(impossible);
        }
    }

    // The server itself would wait for the body.
    private static void closeWhereMoreMayCome(HttpServerRequest request, Refused refused) {
        if (refused.reason() == Refused.Reason.BODY) {
            request.connection().close();
        }
    }

    private static String shown(String path) {
        return Token.isIn(path) ? UrlTokens.HIDDEN : path;
    }
}
