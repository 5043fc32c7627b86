package io.millrace.ops;

import io.millrace.access.ApiTokens;
import io.millrace.access.KnownToken;
import io.millrace.access.Scope;
import io.millrace.access.Token;
import jakarta.enterprise.inject.Instance;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a token. It is told here and never again: what is kept does not suffice to make it anew. */
@Command(
        name = "create",
        description = {
            "Make a token and print it, this once. A running service knows it within seconds.",
            "read: the API as JSON, and the metrics; export: also as CSV; admin: also /api/v1/storage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CreateTokenCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final String NEVER = "never";
    private static final int LONGEST_TEAM = 100;

    @Option(names = "--team", required = true, paramLabel = "NAME", description = "Whose it is.")
    @SuppressWarnings("NullAway.Init")
    String team;

    @Option(
            names = "--scope",
            required = true,
            split = ",",
            paramLabel = "SCOPE",
            description = "What it lets its bearer do: read, export, admin, or several with commas between.")
    @SuppressWarnings("NullAway.Init")
    List<String> scopes;

    @Option(
            names = "--expires",
            defaultValue = "P90D",
            paramLabel = "DURATION|never",
            description = "After how long it is refused, as P90D or PT12H; at most P3650D. Default: P90D.")
    @SuppressWarnings("NullAway.Init")
    String expires;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<ApiTokens> tokens;
    private final OperatorDatabase database;
    private final Clock clock;

    CreateTokenCommand(Instance<ApiTokens> tokens, OperatorDatabase database, Clock clock) {
        this.tokens = tokens;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        requireName();
        Token token = Token.fresh(new SecureRandom());
        KnownToken kept = database.answer(tokens.get().create(token, team, scopes(), expiresAt()))
                .orElseThrow(() -> new OperatorFault(
                        "there are " + ApiTokens.MOST + " valid tokens already; revoke some: millrace tokens list"));
        if (json) {
            Map<String, @Nullable Object> result = TokenReport.asMap(kept, clock.instant());
            result.put("token", token.text());
            Result.json(result);
        } else {
            Result.line(token.text());
        }
        System.err.println(TokenReport.line(kept, clock.instant()) + "; the token is shown this once");
        return 0;
    }

    private void requireName() {
        if (team.isBlank() || !team.equals(team.strip()) || team.length() > LONGEST_TEAM || !isPrintable(team)) {
            throw wrong("--team must be 1 to " + LONGEST_TEAM + " printable characters, without blanks around them");
        }
    }

    private static boolean isPrintable(String text) {
        return text.codePoints()
                .noneMatch(it -> Character.isISOControl(it) || Character.getType(it) == Character.SURROGATE);
    }

    private Set<Scope> scopes() {
        Set<Scope> named = EnumSet.noneOf(Scope.class);
        for (String code : scopes) {
            named.add(
                    Scope.of(code).orElseThrow(() -> wrong("--scope: '" + code + "' is none of read, export, admin")));
        }
        return named;
    }

    private @Nullable Instant expiresAt() {
        if (expires.equals(NEVER)) {
            return null;
        }
        try {
            Duration after = Duration.parse(expires);
            if (after.compareTo(Duration.ofSeconds(1)) >= 0 && after.compareTo(LONGEST) <= 0) {
                return clock.instant()
                        .plus(after)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(1);
            }
        } catch (DateTimeParseException notOne) {
            // Told below, like one that is too long.
        }
        throw wrong("--expires must be never or a duration up to P3650D, as P90D or PT12H; is '" + expires + "'");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
