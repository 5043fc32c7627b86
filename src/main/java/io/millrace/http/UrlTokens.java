package io.millrace.http;

import io.millrace.access.Token;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a token where none belongs: URLs stand in the logs of proxies, in histories, and in the referrers of other pages. */
final class UrlTokens {
    private static final Set<String> NAMES =
            Set.of("token", "access_token", "api_key", "apikey", "key", "authorization", "bearer");

    /** Shown in place of a name or a path that is a token itself. */
    static final String HIDDEN = "(a token)";

    private UrlTokens() {}

    /** The parameter at fault, or {@link #HIDDEN} where its name, or the path, is what holds the token. */
    static Optional<String> find(String path, MultiMap query) {
        if (Token.isIn(path)) {
            return Optional.of(HIDDEN);
        }
        for (Map.Entry<String, String> parameter : query) {
            if (Token.isIn(parameter.getKey())) {
                return Optional.of(HIDDEN);
            }
            if (NAMES.contains(parameter.getKey().toLowerCase(Locale.ROOT)) || Token.isIn(parameter.getValue())) {
                return Optional.of(parameter.getKey());
            }
        }
        return Optional.empty();
    }
}
