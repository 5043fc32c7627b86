package io.millrace.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Which web pages of other hosts may ask from a browser. Cookies and a browser's own log-ins are never accepted: who asks shows a token, in a
 * header that the page itself must set.
 */
@Singleton
class Cors {
    private static final String EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate";
    private static final String ALLOWED = "Authorization, Accept, If-None-Match, Last-Event-ID";
    private static final String TEN_MINUTES = "600";

    private final Set<String> origins;

    Cors(HttpConfig config) {
        origins = Set.copyOf(config.corsOrigins().orElse(List.of()));
    }

    static boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.headers().contains("Origin")
                && request.headers().contains("Access-Control-Request-Method");
    }

    boolean allows(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && origins.contains(origin);
    }

    /** Beside what else an answer depends on: whoever makes it sets that, so this comes last. */
    void putVary(MultiMap headers) {
        if (!origins.isEmpty()) {
            headers.add("Vary", "Origin");
        }
    }

    /** Without them the browser keeps the answer from the page. */
    void put(HttpServerRequest request, MultiMap headers) {
        if (allows(request)) {
            headers.set("Access-Control-Allow-Origin", request.getHeader("Origin"));
            headers.set("Access-Control-Expose-Headers", EXPOSED);
            headers.set("Cross-Origin-Resource-Policy", "cross-origin");
        }
    }

    static void putPreflight(MultiMap headers) {
        headers.set("Access-Control-Allow-Methods", "GET, HEAD");
        headers.set("Access-Control-Allow-Headers", ALLOWED);
        headers.set("Access-Control-Max-Age", TEN_MINUTES);
    }
}
