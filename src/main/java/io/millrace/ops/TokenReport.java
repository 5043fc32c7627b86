package io.millrace.ops;

import io.millrace.access.KnownToken;
import io.millrace.access.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a token is told: without its secret. */
final class TokenReport {
    private TokenReport() {}

    static String line(KnownToken token, Instant now) {
        return token.id() + " team " + token.team() + ", scopes " + String.join(",", scopes(token)) + ", "
                + switch (token.state(now)) {
                    case VALID ->
                        token.expiresAt() == null ? "valid, never expires" : "valid until " + token.expiresAt();
                    case EXPIRED -> "expired " + token.expiresAt();
                    case REVOKED -> "revoked " + token.revokedAt();
                };
    }

    static Map<String, @Nullable Object> asMap(KnownToken token, Instant now) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", token.id());
        map.put("team", token.team());
        map.put("scopes", scopes(token));
        map.put("state", token.state(now).name().toLowerCase(Locale.ROOT));
        map.put("created_at", text(token.createdAt()));
        map.put("expires_at", text(token.expiresAt()));
        map.put("revoked_at", text(token.revokedAt()));
        return map;
    }

    private static List<String> scopes(KnownToken token) {
        return token.scopes().stream().sorted().map(Scope::code).toList();
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
