package io.millrace.http;

import io.millrace.access.Tokens;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is being answered now, by which token, so that an answer that never ends (an event stream) ends with the token. As many as there are
 * connections at most.
 */
@Singleton
class OpenRequests {
    private final Map<RoutingContext, String> tokens = new ConcurrentHashMap<>();
    private final Tokens known;

    OpenRequests(Tokens known) {
        this.known = known;
    }

    void begins(RoutingContext request, String tokenId) {
        tokens.put(request, tokenId);
        request.addEndHandler(ended -> tokens.remove(request));
    }

    /** Closes the connections of those whose token is not valid any more. */
    void endRefused() {
        tokens.forEach((request, tokenId) -> {
            if (!known.isValid(tokenId)) {
                tokens.remove(request);
                request.request().connection().close();
            }
        });
    }

    int count() {
        return tokens.size();
    }
}
