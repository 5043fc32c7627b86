package io.millrace.ops;

import io.millrace.store.FigureAudit;
import io.millrace.store.FigureAudit.Rebuilt;
import io.millrace.store.FigureAudit.Repair;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts figures right that {@link VerifyCommand} finds wrong, a room at a time; writers of that room wait meanwhile. */
@Command(
        name = "rebuild",
        description = {
            "Write those figures anew that differ from what the stored events say, one transaction a room.",
            "A room without any stored event is left alone and named. Exit code: 1 if there was one."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RebuildCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    RoomOptions selection;

    @Option(names = "--all", description = "All rooms.")
    boolean all;

    @Option(names = "--dry-run", description = "Print what differs and would be rebuilt, and write nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<FigureAudit> audit;
    private final OperatorDatabase database;
    private final List<Map<String, @Nullable Object>> differences = new ArrayList<>();
    private final List<String> rebuilt = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private long rooms;

    RebuildCommand(Instance<FigureAudit> audit, OperatorDatabase database) {
        this.audit = audit;
        this.database = database;
    }

    @Override
    public Integer call() {
        if (all == selection.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "say which rooms: --room ID, --day DAY, or --all and neither of them");
        }
        database.forEach(
                dryRun ? audit.get().plan(selection.rooms()) : audit.get().rebuild(selection.rooms()), this::tell);
        selection.requireFound(rooms);
        if (json) {
            Result.json(asMap());
        } else {
            Result.line("rooms checked " + rooms + (dryRun ? ", to be rebuilt " : ", rebuilt ") + rebuilt.size()
                    + ", refused " + refused.size());
        }
        return refused.isEmpty() ? 0 : 1;
    }

    private void tell(Rebuilt room) {
        rooms++;
        if (room.repair() != Repair.NOT_NEEDED) {
            (room.repair() == Repair.REBUILT ? rebuilt : refused).add(Long.toString(room.roomId()));
            if (json) {
                room.found().forEach(it -> differences.add(DifferenceReport.asMap(it)));
            } else {
                print(room);
            }
        }
    }

    private void print(Rebuilt room) {
        if (dryRun) {
            room.found().forEach(it -> Result.line(DifferenceReport.line(it)));
        }
        Result.line("room " + room.roomId() + " " + outcome(room.repair()) + ", differences "
                + room.found().size());
    }

    private String outcome(Repair repair) {
        return switch (repair) {
            case NOT_NEEDED -> "is as it should be";
            case REBUILT -> dryRun ? "would be rebuilt" : "rebuilt";
            case REFUSED ->
                (dryRun ? "would be refused" : "refused") + ": no event of it is stored, nothing would be left";
        };
    }

    private Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dry_run", dryRun);
        map.put("rooms_checked", rooms);
        map.put("rebuilt", rebuilt);
        map.put("refused", refused);
        map.put("differences", differences);
        return map;
    }
}
