package io.millrace.http;

import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** In which form an answer travels. */
enum Representation {
    JSON("application/json"),
    /** JSON without nesting: one object for each row. */
    ROWS("application/json"),
    CSV("text/csv;charset=UTF-8;header=present");

    static final String PARAMETER = "format";
    static final String OF_ROWS = "rows";

    private static final Set<String> ANSWERED_BY_JSON =
            Set.of("*/*", "application/*", "application/json", "application/problem+json");

    private final String mediaType;

    Representation(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What the reader likes best of what there is; JSON also where he wants none of it, which is refused later. */
    static Representation of(RoutingContext request) {
        for (MIMEHeader accepted : request.parsedHeaders().accept()) {
            if (accepted.value().equals("text/csv")) {
                return CSV;
            }
            if (ANSWERED_BY_JSON.contains(accepted.value())) {
                break;
            }
        }
        return OF_ROWS.equals(request.request().getParam(PARAMETER)) ? ROWS : JSON;
    }
}
