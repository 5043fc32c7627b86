package io.millrace.ops;

import io.millrace.access.ApiTokens;
import io.millrace.access.KnownToken;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a token for good. Its row stays, so that its id can be looked up. */
@Command(
        name = "revoke",
        description = {
            "Refuse a token from now on. A running service does so within five seconds, and ends what it still sends to its bearer.",
            "Exit code: 1 if there is no such token."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RevokeTokenCommand implements Callable<Integer> {
    private static final String FORM = "[a-z0-9]{8}";

    @Parameters(paramLabel = "ID", description = "Its id, as tokens list prints it: the eight characters after mr_.")
    @SuppressWarnings("NullAway.Init")
    String id;

    @Option(names = "--dry-run", description = "Print which token it would be, and revoke nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<ApiTokens> tokens;
    private final OperatorDatabase database;
    private final Clock clock;

    RevokeTokenCommand(Instance<ApiTokens> tokens, OperatorDatabase database, Clock clock) {
        this.tokens = tokens;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        // Not repeated: it may be a whole token, which belongs into no log.
        if (!id.matches(FORM)) {
            throw new ParameterException(spec.commandLine(), "ID must be the eight characters of tokens list");
        }
        Optional<KnownToken> found =
                database.answer(dryRun ? tokens.get().find(id) : tokens.get().revoke(id));
        tell(found.orElseThrow(() -> new OperatorFault("there is no token " + id)));
        return 0;
    }

    private void tell(KnownToken token) {
        Instant now = clock.instant();
        if (json) {
            Map<String, @Nullable Object> result = TokenReport.asMap(token, now);
            result.put("dry_run", dryRun);
            Result.json(result);
        } else {
            Result.line((dryRun ? "would be revoked: " : "") + TokenReport.line(token, now));
        }
    }
}
