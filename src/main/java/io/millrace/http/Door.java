package io.millrace.http;

import io.millrace.access.Scope;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request needs to be let in. What is open is listed; everything else needs a token, whoever serves it.
 *
 * <p>Only paths of plain letters are open: one that could be read in two ways, by {@code ..}, {@code %}, {@code ;} or {@code //}, is not.
 */
final class Door {
    private static final Pattern OPEN = Pattern.compile(
            "/|/index\\.html|/favicon\\.ico|/q/health(/(live|ready|started))?/?|/(app|webjars)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private static final Pattern STORAGE = Pattern.compile("/api/v1/storage(/.*)?");
    private static final Pattern MATRIX = Pattern.compile(";[^/]*");
    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    // CSV is asked for by its name, or by leaving nothing else.
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern CSV = Pattern.compile("text/(csv|\\*)");
    private static final Pattern NO_JSON = Pattern.compile("application/(json|\\*)[^,]*;q=0(\\.0*)?(,|;|$)");

    private Door() {}

    /** Empty where anybody may come. */
    static Optional<Scope> needed(HttpServerRequest request, String normalizedPath) {
        return isOpen(String.valueOf(request.path()))
                ? Optional.empty()
                : Optional.of(needed(normalizedPath, request.headers().getAll("Accept")));
    }

    static Scope needed(String normalizedPath, List<String> accept) {
        String plain =
                SLASHES.matcher(MATRIX.matcher(normalizedPath).replaceAll("")).replaceAll("/");
        if (STORAGE.matcher(plain.toLowerCase(Locale.ROOT)).matches()) {
            return Scope.ADMIN;
        }
        String types = BLANKS.matcher(String.join(",", accept).toLowerCase(Locale.ROOT))
                .replaceAll("");
        return CSV.matcher(types).find() || NO_JSON.matcher(types).find() ? Scope.EXPORT : Scope.READ;
    }

    static boolean isOpen(String path) {
        return OPEN.matcher(path).matches();
    }
}
