package io.millrace.ops;

import io.millrace.store.DeadLetters;
import io.millrace.store.KeptLetter;
import io.millrace.store.KeptLetter.Address;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that is kept of one letter. */
@Command(
        name = "show",
        description = "Print one letter: where it came from, why it was refused, its headers, key and value;"
                + " bytes that are no printable text in base64.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowLetterCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "ADDRESS",
            converter = LetterAddress.class,
            description = "TOPIC/PARTITION@OFFSET, as tiktok.live-events/3@1042.")
    @SuppressWarnings("NullAway.Init")
    Address address;

    @Option(
            names = "--topic-id",
            paramLabel = "ID",
            description = "Kafka's id of the topic, where two have had the name.")
    @Nullable
    String topicId;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<DeadLetters> letters;
    private final OperatorDatabase database;

    ShowLetterCommand(Instance<DeadLetters> letters, OperatorDatabase database) {
        this.letters = letters;
        this.database = database;
    }

    @Override
    public Integer call() {
        List<KeptLetter> found = database.answer(letters.get()
                .letters(LetterAddress.find(spec.commandLine(), database, letters.get(), address, topicId)));
        for (KeptLetter letter : found) {
            if (json) {
                Result.json(LetterReport.readable(letter));
            } else {
                LetterReport.lines(letter).forEach(Result::line);
            }
        }
        return 0;
    }
}
