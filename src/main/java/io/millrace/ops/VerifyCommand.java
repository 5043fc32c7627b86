package io.millrace.ops;

import io.millrace.store.FigureAudit;
import io.millrace.store.FigureAudit.Difference;
import io.millrace.store.FigureAudit.Verified;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds figures that are not what the stored events say. Reads only, and may run beside the service. */
@Command(
        name = "verify",
        description = {
            "Count every figure anew from the stored events and print where what is kept differs.",
            "Exit code: 0 nothing differs, 1 something does."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    RoomOptions selection;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<FigureAudit> audit;
    private final OperatorDatabase database;
    private final List<Map<String, @Nullable Object>> told = new ArrayList<>();
    private long rooms;
    private long differences;

    VerifyCommand(Instance<FigureAudit> audit, OperatorDatabase database) {
        this.audit = audit;
        this.database = database;
    }

    @Override
    public Integer call() {
        database.forEach(audit.get().verify(selection.rooms()), this::tell);
        selection.requireFound(rooms);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("rooms_checked", rooms);
            result.put("differences", told);
            Result.json(result);
        } else {
            Result.line("rooms checked " + rooms + ", differences " + differences);
        }
        return differences == 0 ? 0 : 1;
    }

    private void tell(Verified verified) {
        rooms++;
        differences += verified.differences().size();
        verified.differences().forEach(this::tell);
    }

    private void tell(Difference difference) {
        if (json) {
            told.add(DifferenceReport.asMap(difference));
        } else {
            Result.line(DifferenceReport.line(difference));
        }
    }
}
