package io.millrace.ops;

import io.millrace.access.ApiTokens;
import io.millrace.access.KnownToken;
import io.millrace.access.KnownToken.State;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is known of the tokens; their secrets are known to nobody but their bearers. */
@Command(
        name = "list",
        description = "Print the valid tokens: id, team, scopes and until when.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListTokensCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Those that have expired or were revoked as well.")
    boolean all;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<ApiTokens> tokens;
    private final OperatorDatabase database;
    private final Clock clock;

    ListTokensCommand(Instance<ApiTokens> tokens, OperatorDatabase database, Clock clock) {
        this.tokens = tokens;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Instant now = clock.instant();
        List<KnownToken> known = database.answer(tokens.get().all());
        List<KnownToken> told = known.stream()
                .filter(token -> all || token.state(now) == State.VALID)
                .toList();
        if (json) {
            Result.json(Map.of(
                    "tokens",
                    told.stream().map(token -> TokenReport.asMap(token, now)).toList()));
        } else {
            told.forEach(token -> Result.line(TokenReport.line(token, now)));
            Result.line("tokens " + known.size() + ", valid "
                    + known.stream()
                            .filter(token -> token.state(now) == State.VALID)
                            .count());
        }
        return 0;
    }
}
