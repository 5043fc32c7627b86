package io.millrace.ops;

import io.millrace.event.RefusalReason;
import io.millrace.store.LetterFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The words by which an operator says which dead letters are meant. */
final class LetterOptions {

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            converter = ReasonOption.class,
            description = "Only those refused for this reason, as too_old.")
    @Nullable
    String reason;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only those of this topic.")
    @Nullable
    String topic;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Only those received then or later: 2026-11-20T12:00:00Z, or a UTC day.")
    @Nullable
    Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Only those received before.")
    @Nullable
    Instant until;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    boolean isGiven() {
        return reason != null || topic != null || since != null || until != null;
    }

    /** @param replayed true: only those that are; false: only the open ones; null: all */
    LetterFilter filter(@Nullable Boolean replayed) {
        if (since != null && until != null && !since.isBefore(until)) {
            throw new ParameterException(spec.commandLine(), "--since must be before --until");
        }
        return new LetterFilter(reason, topic, since, until, replayed);
    }

    /** Which state of a letter is asked for; at most one. */
    static final class State {
        @Option(names = "--open", description = "Only those that no replay has stored.")
        boolean open;

        @Option(names = "--replayed", description = "Only those that a replay has stored.")
        boolean replayed;

        static @Nullable Boolean replayed(@Nullable State state) {
            return state == null ? null : (Boolean) state.replayed;
        }
    }

    private static final class ReasonOption implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            String code = text.toLowerCase(Locale.ROOT);
            if (Arrays.stream(RefusalReason.values())
                    .noneMatch(reason -> reason.code().equals(code))) {
                throw new TypeConversionException("'" + text + "' is no reason; there are "
                        + Arrays.stream(RefusalReason.values())
                                .map(RefusalReason::code)
                                .collect(Collectors.joining(", ")));
            }
            return code;
        }
    }

    private static final class TimeOption implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException wrong) {
                throw new TypeConversionException(
                        "'" + text + "' is no time, as 2026-11-20T12:00:00Z, and no UTC day, as 2026-11-20");
            }
        }
    }
}
