package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Command lines that are wrong are told so before anything is asked. */
class DeadLetterWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dead-letters | Missing required subcommand
            dead-letters list --reason old | Invalid value for option '--reason': 'old' is no reason; there are malformed_json, not_an_object
            dead-letters list --since yesterday | Invalid value for option '--since': 'yesterday' is no time, as 2026-11-20T12:00:00Z, and no UTC day, as 2026-11-20
            dead-letters list --since 2026-11-21 --until 2026-11-21 | --since must be before --until
            dead-letters list --limit 10001 | --limit must be from 0 to 10000, is 10001
            dead-letters list --open --replayed | Error: --open, --replayed are mutually exclusive (specify only one)
            dead-letters show | Missing required parameter: 'ADDRESS'
            dead-letters show events/1 | Invalid value for positional parameter at index 0 (ADDRESS): 'events/1' is no address of a letter, as tiktok.live-events/3@1042
            dead-letters replay | say which letters: either ADDRESS, or --reason, --topic, --since and --until, or --all
            dead-letters replay --all --reason too_old | say which letters: either ADDRESS, or --reason, --topic, --since and --until, or --all
            dead-letters replay t/0@1 --all | say which letters: either ADDRESS, or --reason, --topic, --since and --until, or --all
            dead-letters replay --all --topic-id x | --topic-id goes with an ADDRESS only
            dead-letters export | Missing required option: '--to=FILE'
            """)
    void aWrongCommandLineIsAUsageErrorThatNamesTheArgument(String words, String said) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();

        int exitCode = new CommandLine(MillraceCommand.class, new NothingBehind())
                .setErr(new PrintWriter(err))
                .setOut(new PrintWriter(out))
                .execute(words.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith(said);
    }

    /** Commands whose every collaborator is missing: whoever asks one fails. */
    private static final class NothingBehind implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (!type.getSimpleName().endsWith("Command")) {
                return CommandLine.defaultFactory().create(type);
            }
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
        }
    }
}
