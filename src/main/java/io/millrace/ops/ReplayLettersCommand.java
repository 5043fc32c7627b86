package io.millrace.ops;

import io.millrace.event.LiveEventReader;
import io.millrace.event.ProfileReader;
import io.millrace.intake.IntakeConfig;
import io.millrace.intake.RecordReaders;
import io.millrace.store.DeadLetterReplay;
import io.millrace.store.DeadLetterReplay.Replayed;
import io.millrace.store.DeadLetterReplay.StillRefused;
import io.millrace.store.DeadLetterReplay.Topic;
import io.millrace.store.DeadLetters;
import io.millrace.store.KeptLetter.Address;
import io.millrace.store.KeptLetter.Head;
import io.millrace.store.StoreConfig;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has letters stored that are accepted now; may run beside the service, and again after any failure. */
@Command(
        name = "replay",
        description = {
            "Read letters again, with the settings of now, and store those that are accepted: history, figures and"
                    + " books in one transaction. Those that are still refused stay and are named.",
            "A letter that was replayed before is passed over. Exit code: 1 if one is still refused."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReplayLettersCommand implements Callable<Integer> {

    /** Bounds what is held for the one JSON object; the count tells of the others. */
    private static final int REFUSALS_TOLD = 1_000;

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "0..*",
            converter = LetterAddress.class,
            description = "These letters: TOPIC/PARTITION@OFFSET, as tiktok.live-events/3@1042.")
    @Nullable
    List<Address> addresses;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    LetterOptions selection;

    @Option(names = "--all", description = "All letters.")
    boolean all;

    @Option(
            names = "--topic-id",
            paramLabel = "ID",
            description = "Kafka's id of the topic, where two have had the name.")
    @Nullable
    String topicId;

    @Option(names = "--dry-run", description = "Read the letters again and say what would be accepted; write nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<DeadLetterReplay> replay;
    private final Instance<DeadLetters> letters;
    private final OperatorDatabase database;
    private final IntakeConfig intake;
    private final StoreConfig store;
    private final List<StillRefused> told = new ArrayList<>();
    private Replayed sum = Replayed.NOTHING;
    private long refused;
    private long passedOver;

    ReplayLettersCommand(
            Instance<DeadLetterReplay> replay,
            Instance<DeadLetters> letters,
            OperatorDatabase database,
            IntakeConfig intake,
            StoreConfig store) {
        this.replay = replay;
        this.letters = letters;
        this.database = database;
        this.intake = intake;
        this.store = store;
    }

    @Override
    public Integer call() {
        Multi<List<Head>> open = open();
        try {
            database.forEach(
                    dryRun ? replay.get().plan(open, topics()) : replay.get().replay(open, topics()), this::tell);
        } catch (OperatorFault cutOff) {
            System.err.println("until then: " + summary());
            throw cutOff;
        }
        if (json) {
            Result.json(asMap());
        } else {
            Result.line(summary());
        }
        return refused == 0 ? 0 : 1;
    }

    private Multi<List<Head>> open() {
        boolean named = addresses != null && !addresses.isEmpty();
        int ways = (named ? 1 : 0) + (selection.isGiven() ? 1 : 0) + (all ? 1 : 0);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say which letters: either ADDRESS, or --reason, --topic, --since and --until, or --all");
        }
        if (topicId != null && !named) {
            throw new ParameterException(spec.commandLine(), "--topic-id goes with an ADDRESS only");
        }
        return addresses != null && named ? named(addresses) : letters.get().open(selection.filter(false));
    }

    private Multi<List<Head>> named(List<Address> wanted) {
        Set<Head> found = new LinkedHashSet<>();
        for (Address address : wanted) {
            found.addAll(LetterAddress.find(spec.commandLine(), database, letters.get(), address, topicId));
        }
        List<Head> open =
                found.stream().filter(letter -> letter.replayedAt() == null).toList();
        passedOver = found.size() - open.size();
        return open.isEmpty() ? Multi.createFrom().empty() : Multi.createFrom().item(open);
    }

    private List<Topic<?>> topics() {
        LiveEventReader liveEvents = RecordReaders.liveEvents(intake, store, Clock.systemUTC());
        ProfileReader profiles = RecordReaders.profiles(intake, Clock.systemUTC());
        return List.of(
                Topic.ofLiveEvents(intake.liveEventsTopic(), (key, value, at) -> liveEvents.read(value, at)),
                Topic.ofProfiles(intake.profileStatsTopic(), profiles::read));
    }

    private void tell(Replayed replayed) {
        refused += replayed.refused().size();
        passedOver += replayed.passedOver();
        sum = sum.and(new Replayed(replayed.accepted(), replayed.stored(), replayed.duplicate(), 0, List.of()));
        for (StillRefused letter : replayed.refused()) {
            if (!json) {
                Result.line(letter.letter().address() + (dryRun ? " would be refused: " : " is still refused: ")
                        + letter.reason() + ": " + LetterReport.safe(letter.detail()));
            } else if (told.size() < REFUSALS_TOLD) {
                told.add(letter);
            }
        }
    }

    private String summary() {
        return "letters " + letters() + ", "
                + (dryRun
                        ? "would be accepted " + sum.accepted() + ", would be refused " + refused
                        : "stored " + sum.stored() + ", duplicate " + sum.duplicate() + ", still refused " + refused)
                + ", passed over " + passedOver;
    }

    private long letters() {
        return sum.accepted() + refused + passedOver;
    }

    private Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("dry_run", dryRun);
        map.put("letters", letters());
        map.put("accepted", sum.accepted());
        map.put("stored", dryRun ? null : (Long) sum.stored());
        map.put("duplicate", dryRun ? null : (Long) sum.duplicate());
        map.put("refused", refused);
        map.put("passed_over", passedOver);
        map.put("refusals", told.stream().map(ReplayLettersCommand::asMap).toList());
        map.put("refusals_left_out", refused - told.size());
        return map;
    }

    private static Map<String, @Nullable Object> asMap(StillRefused refusal) {
        Map<String, @Nullable Object> map = LetterReport.asMap(refusal.letter());
        map.put("reason_now", refusal.reason());
        map.put("detail_now", refusal.detail());
        return map;
    }
}
