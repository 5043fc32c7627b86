package io.millrace.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which names the service may be asked where no token is needed. Any web page may have its own name resolved to this machine (DNS
 * rebinding): the browser then takes our answers for the page's own and lets it read them, but it still says that name as {@code Host}.
 */
@Singleton
class HostNames {
    private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(:[0-9]*)?");

    // Who asks by an address has asked no name server. Browsers take no name that ends in a number.
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]");

    private final Set<String> names = new HashSet<>(Set.of("localhost"));

    HostNames(HttpConfig config) {
        config.names().orElse(List.of()).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** The name that nobody has told us, as it was sent. The server itself refuses a request without any. */
    Optional<String> unknownIn(HttpServerRequest request) {
        return request.headers().getAll("Host").stream()
                .filter(host -> !isKnown(host))
                .findFirst();
    }

    boolean isKnown(String host) {
        Matcher form = HOST.matcher(host);
        return form.matches()
                && (ADDRESS.matcher(form.group(1)).matches()
                        || names.contains(form.group(1).toLowerCase(Locale.ROOT)));
    }
}
