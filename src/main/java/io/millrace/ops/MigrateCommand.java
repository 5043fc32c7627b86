package io.millrace.ops;

import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the schema to this program's version. Running it again, or beside another one, changes nothing. */
@Command(
        name = "migrate",
        description = "Bring the database schema to this version and print what was applied.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MigrateCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<Flyway> flyway;

    MigrateCommand(Instance<Flyway> flyway) {
        this.flyway = flyway;
    }

    @Override
    public Integer call() {
        MigrateResult result = migrate();
        if (json) {
            Result.json(asMap(result));
        } else {
            result.migrations.forEach(applied -> Result.line("applied " + named(applied)));
            Result.line("schema at version " + version(result) + ", applied " + result.migrationsExecuted);
        }
        return 0;
    }

    private MigrateResult migrate() {
        try {
            return flyway.get().migrate();
        } catch (FlywayException failed) {
            throw new OperatorFault("the schema could not be migrated: " + OperatorFault.oneLine(failed), failed);
        }
    }

    private static Map<String, Object> asMap(MigrateResult result) {
        List<String> applied =
                result.migrations.stream().map(MigrateCommand::named).toList();
        return new TreeMap<>(Map.of("schema_version", version(result), "applied", applied));
    }

    private static String named(MigrateOutput migration) {
        return migration.version.isEmpty() ? migration.description : migration.version + " " + migration.description;
    }

    /** Flyway leaves the target empty when there was nothing to do. */
    private static String version(MigrateResult result) {
        return Objects.requireNonNullElse(
                result.targetSchemaVersion, Objects.requireNonNullElse(result.initialSchemaVersion, "none"));
    }
}
