package io.millrace.ops;

import io.millrace.store.DeadLetters;
import io.millrace.store.DeadLetters.Count;
import io.millrace.store.KeptLetter.Head;
import io.millrace.store.LetterFilter;
import jakarta.enterprise.inject.Instance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many dead letters there are, of what, and the newest of them. */
@Command(
        name = "list",
        description = "Print how many there are by reason and topic, and the newest ones.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListLettersCommand implements Callable<Integer> {

    private static final int MOST = 10_000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    LetterOptions selection;

    @ArgGroup
    LetterOptions.@Nullable State state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of the newest are printed, 0 to 10000. Default: 20.")
    int limit;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<DeadLetters> letters;
    private final OperatorDatabase database;

    ListLettersCommand(Instance<DeadLetters> letters, OperatorDatabase database) {
        this.letters = letters;
        this.database = database;
    }

    @Override
    public Integer call() {
        if (limit < 0 || limit > MOST) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 0 to " + MOST + ", is " + limit);
        }
        LetterFilter filter = selection.filter(LetterOptions.State.replayed(state));
        List<Count> counts = database.answer(letters.get().counts(filter));
        List<Head> newest = database.answer(letters.get().newest(filter, limit));
        if (json) {
            Result.json(Map.of(
                    "counts", counts.stream().map(ListLettersCommand::asMap).toList(),
                    "newest", newest.stream().map(LetterReport::asMap).toList()));
        } else {
            counts.forEach(count -> Result.line(line(count)));
            Result.line("letters " + counts.stream().mapToLong(Count::letters).sum() + ", open "
                    + counts.stream().mapToLong(Count::open).sum());
            newest.forEach(letter -> Result.line(LetterReport.line(letter)));
        }
        return 0;
    }

    private static String line(Count count) {
        return "reason " + count.reason() + ", topic " + count.topic() + ": letters " + count.letters() + ", open "
                + count.open();
    }

    private static Map<String, Object> asMap(Count count) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reason", count.reason());
        map.put("topic", count.topic());
        map.put("letters", count.letters());
        map.put("open", count.open());
        return map;
    }
}
