package io.millrace.ops;

import io.millrace.partition.Partition;
import io.millrace.partition.PartitionCatalogue;
import io.millrace.partition.PartitionConfig;
import io.millrace.partition.PartitionKeeper;
import io.millrace.partition.PartitionPlan;
import io.millrace.partition.PartitionedTable;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does by hand what the service does each minute; of a day further back, what it would do when a row of that day came. */
@Command(
        name = "ensure",
        description = {
            "Make the partitions that are missing: yesterday's, today's and those ahead as millrace.partition.days-ahead and months-ahead say;",
            "or those that each DAY is in. Beside a running service, and as often as you like."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class EnsurePartitionsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DAY", arity = "0..*", description = "A UTC day, as 2026-11-20.")
    Set<LocalDate> days = new LinkedHashSet<>();

    @Option(names = "--dry-run", description = "Print what is missing, and make nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<PartitionKeeper> keeper;
    private final Instance<PartitionCatalogue> catalogue;
    private final PartitionConfig config;
    private final OperatorDatabase database;
    private final Clock clock;

    EnsurePartitionsCommand(
            Instance<PartitionKeeper> keeper,
            Instance<PartitionCatalogue> catalogue,
            PartitionConfig config,
            OperatorDatabase database,
            Clock clock) {
        this.keeper = keeper;
        this.catalogue = catalogue;
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Set<Partition> wanted = wanted();
        Set<Partition> attached = Set.copyOf(database.answer(catalogue.get().attached()));
        List<Partition> missing =
                wanted.stream().filter(it -> !attached.contains(it)).toList();
        if (!dryRun) {
            // One at a time, each with the patience of one answer: a table that is locked may keep each waiting.
            missing.forEach(it -> database.answer(keeper.get().ensure(List.of(it))));
        }
        tell(wanted.size(), missing);
        return 0;
    }

    private Set<Partition> wanted() {
        if (days.isEmpty()) {
            return new PartitionPlan(config.daysAhead(), config.monthsAhead())
                    .wantedOn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        }
        return days.stream()
                .flatMap(day -> Arrays.stream(PartitionedTable.values()).map(table -> table.partitionOf(day)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void tell(int wanted, List<Partition> missing) {
        List<String> names = missing.stream().map(Partition::name).toList();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("wanted", wanted);
            result.put("made", names);
            result.put("dry_run", dryRun);
            Result.json(result);
        } else {
            names.forEach(name -> Result.line(name + (dryRun ? ": would be made" : ": made")));
            Result.line("partitions " + wanted + ", " + (dryRun ? "missing " : "made ") + names.size());
        }
    }
}
