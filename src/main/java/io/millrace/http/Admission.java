package io.millrace.http;

import io.millrace.access.Address;
import io.millrace.access.Allowance;
import io.millrace.access.Askers;
import io.millrace.access.KnownToken;
import io.millrace.access.Scope;
import io.millrace.access.Tokens;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who asks, whether they may, and whether they may now. */
@Singleton
class Admission {
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+) *");

    private final TokenWatch watch;
    private final Tokens tokens;
    private final Askers askers;
    private final OpenRequests open;
    private final HostNames names;

    Admission(TokenWatch watch, Tokens tokens, Askers askers, OpenRequests open, HostNames names) {
        this.watch = watch;
        this.tokens = tokens;
        this.askers = askers;
        this.open = open;
        this.names = names;
    }

    /** Empty where the request may go on. */
    Optional<Refused> refused(RoutingContext context) {
        HttpServerRequest request = context.request();
        String address = address(request);
        if (!watch.isNeeded()) {
            return limited(context, askers.open(address))
                    .or(() -> names.unknownIn(request).map(Refused::host));
        }
        Optional<Scope> needed =
                Cors.isPreflight(request) ? Optional.empty() : Door.needed(request, context.normalizedPath());
        if (needed.isEmpty()) {
            return limited(context, askers.withoutToken(address));
        }
        List<String> shown = request.headers().getAll("Authorization");
        if (shown.isEmpty()) {
            return limited(context, askers.withoutToken(address)).or(() -> Optional.of(Refused.noToken()));
        }
        if (!tokens.areKnown()) {
            return limited(context, askers.withoutToken(address)).or(() -> Optional.of(Refused.tokensUnknown()));
        }
        return bearer(shown)
                .flatMap(tokens::find)
                .map(token -> withToken(context, token, needed.get()))
                .orElseGet(() -> Optional.of(wrong(address)));
    }

    private Optional<Refused> withToken(RoutingContext context, KnownToken token, Scope needed) {
        Optional<Refused> refused = limited(context, askers.withToken(token));
        if (refused.isEmpty() && !token.may(needed)) {
            return Optional.of(Refused.scope(needed.code()));
        }
        if (refused.isEmpty()) {
            open.begins(context, token.id());
        }
        return refused;
    }

    private Refused wrong(String address) {
        long seconds = askers.failed(address);
        return seconds == 0 ? Refused.wrongToken() : Refused.wrongTokens(seconds);
    }

    private static Optional<Refused> limited(RoutingContext context, Allowance allowance) {
        context.response().putHeader("RateLimit-Policy", allowance.limit().policy());
        context.response().putHeader("RateLimit", allowance.state());
        return allowance.granted() ? Optional.empty() : Optional.of(Refused.rate(allowance.retryAfterSeconds()));
    }

    private static Optional<String> bearer(List<String> shown) {
        Matcher bearer = BEARER.matcher(shown.get(0));
        return shown.size() == 1 && bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return Address.asker(remote == null ? null : remote.hostAddress());
    }
}
