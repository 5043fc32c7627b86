package io.millrace.http;

import io.vertx.core.MultiMap;
import java.util.Map;

/** What every answer tells a browser not to do with it. */
final class SecurityHeaders {
    static final String POLICY = "Content-Security-Policy";

    private static final String NOTHING =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // Our own files and nothing else; strangers' text in them cannot become a script or a style.
    private static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Its page has its script and its styles in itself. It shows our own description and no strangers' text.
    private static final String SWAGGER =
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private SecurityHeaders() {}

    static void put(String path, MultiMap headers) {
        ALWAYS.forEach(headers::set);
        headers.set(POLICY, policy(path));
    }

    private static String policy(String path) {
        if (path.startsWith("/q/swagger-ui")) {
            return SWAGGER;
        }
        return path.startsWith("/api/") || path.startsWith("/q/") ? NOTHING : PAGE;
    }
}
