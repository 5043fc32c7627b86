package io.millrace.ops;

import io.millrace.intake.BrokerAccess;
import io.millrace.intake.IntakeConfig;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Plays a recorded capture into Kafka, as if it happened now. */
@Command(
        name = "play",
        description = {
            "Publish a capture (JSON lines of live-event envelopes, plain or gzip) as a scraper would, moved into the"
                    + " present: times keep their distances, rooms and messages get fresh ids, users and gifts stay.",
            "All lines are read first; one that is no JSON object is named, and nothing is published."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PlayCommand implements Callable<Integer> {

    private static final int ROOMS_NAMED = 5;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The capture; several files continue each other.")
    @SuppressWarnings("NullAway.Init")
    List<Path> files;

    @Option(
            names = "--pace",
            defaultValue = "natural",
            converter = PaceOption.class,
            paramLabel = "natural|max|FACTOR",
            description = "As captured (the default), without waiting and ending now, or FACTOR times as fast.")
    @SuppressWarnings("NullAway.Init")
    Pace pace;

    @Option(
            names = "--max-gap",
            converter = GapOption.class,
            paramLabel = "DURATION",
            description = "Cut silences longer than this to it, as 2s or PT2S.")
    @Nullable
    Duration maxGap;

    @Option(names = "--loop", description = "Begin again at the end, in fresh rooms, until stopped.")
    boolean loop;

    @Option(names = "--keep-ids", description = "Keep room and message ids; times are moved all the same.")
    boolean keepIds;

    @Option(
            names = "--as-recorded",
            description = "Move nothing: publish the lines byte for byte, to load an old recording."
                    + " Mind the setting millrace.intake.accepted-past.")
    boolean asRecorded;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    TopicOptions target;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final IntakeConfig intake;
    private final BrokerAccess access;

    PlayCommand(IntakeConfig intake, BrokerAccess access) {
        this.intake = intake;
        this.access = access;
    }

    @Override
    public Integer call() {
        CapturePlayer player = new CapturePlayer(options(), CapturePlayer.capture(files), System.err::println);
        StoppableWork.run(() -> print(player.play()), player::stop);
        return 0;
    }

    private CapturePlayer.Options options() {
        return new CapturePlayer.Options(
                target.broker(access), target.topic(intake), pace, maxGap, Duration.ZERO, keepIds, asRecorded, loop);
    }

    private void print(CapturePlayer.Played played) {
        if (json) {
            Result.json(asMap(played));
        } else {
            Result.line("published " + played.published() + " of " + played.of() + " lines"
                    + (played.passes() == 1 ? "" : " in " + played.passes() + " passes, the last one in")
                    + (played.passes() == 1 ? ", " : " ")
                    + rooms(played.rooms()));
        }
    }

    private static Map<String, Object> asMap(CapturePlayer.Played played) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("published", played.published());
        map.put("lines", played.of());
        map.put("passes", played.passes());
        map.put("rooms", played.rooms());
        return map;
    }

    private static String rooms(List<String> rooms) {
        String named = String.join(" ", rooms.subList(0, Math.min(ROOMS_NAMED, rooms.size())));
        int more = rooms.size() - ROOMS_NAMED;
        return (rooms.size() == 1 ? "room " : "rooms ")
                + (rooms.isEmpty() ? "none" : named)
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static final class PaceOption implements ITypeConverter<Pace> {
        @Override
        public Pace convert(String text) {
            try {
                return Pace.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    private static final class GapOption implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                Duration gap = Duration.parse(text.matches("\\d.*") ? "PT" + text : text);
                if (gap.isNegative()) {
                    throw new TypeConversionException("must not be negative");
                }
                return gap;
            } catch (DateTimeException wrong) {
                throw new TypeConversionException("must be a duration as 2s, 1m30s or PT2S");
            }
        }
    }
}
