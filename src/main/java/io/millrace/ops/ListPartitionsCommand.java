package io.millrace.ops;

import io.millrace.partition.Partition;
import io.millrace.partition.PartitionCatalogue;
import io.millrace.partition.PartitionPlan;
import io.millrace.partition.PartitionedTable;
import io.millrace.query.Storage.PartitionState;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the database alone, so it answers while the service is down. */
@Command(
        name = "list",
        description = {
            "Print the partitions of the tables by time: name, first day, the day after the last (UTC), and where it lies beside today.",
            "Exit code: 1 if fewer than two of a table stand ahead."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListPartitionsCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<PartitionCatalogue> catalogue;
    private final OperatorDatabase database;
    private final Clock clock;

    ListPartitionsCommand(Instance<PartitionCatalogue> catalogue, OperatorDatabase database, Clock clock) {
        this.catalogue = catalogue;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Partition> attached = database.answer(catalogue.get().attached());
        Map<PartitionedTable, Integer> ahead = PartitionPlan.ahead(attached, today);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put(
                    "partitions", attached.stream().map(it -> asMap(it, today)).toList());
            Map<String, Object> aheadByTable = new LinkedHashMap<>();
            ahead.forEach((table, count) -> aheadByTable.put(table.tableName(), count));
            result.put("ahead", aheadByTable);
            Result.json(result);
        } else {
            attached.forEach(
                    it -> Result.line(it.name() + ": " + it.from() + " until " + it.until() + ", " + state(it, today)));
            ahead.forEach((table, count) -> Result.line("partitions of " + table.tableName() + ": "
                    + attached.stream().filter(it -> it.table() == table).count() + ", " + count + " ahead"));
        }
        return ahead.values().stream().allMatch(PartitionPlan::isEnough) ? 0 : 1;
    }

    private static String state(Partition it, LocalDate today) {
        return PartitionState.of(start(it.from()), start(it.until()), start(today))
                .label();
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Map<String, @Nullable Object> asMap(Partition it, LocalDate today) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("table", it.table().tableName());
        map.put("name", it.name());
        map.put("from", it.from().toString());
        map.put("until", it.until().toString());
        map.put("state", state(it, today));
        return map;
    }
}
