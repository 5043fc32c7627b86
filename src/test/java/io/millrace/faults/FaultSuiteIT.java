package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything that can be broken on one machine, in an order of chance; only with {@code -Pfaults}. */
class FaultSuiteIT {
    private static final int CASES_A_WORLD = 6;

    static final List<FaultCase> ALL = List.of(
            ServiceCases.KILL,
            ServiceCases.ZOMBIE,
            ServiceCases.LATE_COMMIT,
            ServiceCases.REBALANCES,
            KafkaCases.GROW,
            KafkaCases.KILL,
            KafkaCases.FREEZE,
            PostgresCases.BACKEND_KILL,
            PostgresCases.POSTMASTER_KILL,
            PostgresCases.CRASH_WITHOUT_SYNC,
            PostgresCases.FAIL_BACK,
            PostgresCases.READ_ONLY,
            PostgresCases.REPLY_LOST,
            PostgresCases.BAD_LINES,
            PostgresCases.BLACK_HOLE,
            PostgresCases.SHORT_BLACK_HOLE,
            PostgresCases.DISK_FULL,
            PostgresCases.WAL_FULL,
            PostgresCases.CROWDED,
            PostgresCases.LOCKS,
            RecordCases.POISON,
            RecordCases.OLD_DAYS,
            KafkaCases.RECREATED_LONGER,
            KafkaCases.RECREATED_SHORTER,
            KafkaCases.RETENTION_PASSED,
            PostgresCases.MIGRATION,
            PostgresCases.SLOW,
            PostgresCases.AWAY,
            ServiceCases.ROLLING,
            ServiceCases.TWO_KEEPERS,
            ServiceCases.SMALL_HEAP);

    @Test
    @SuppressWarnings("SystemOut")
    void nothingIsLostAndNothingCountsTwiceWhateverBreaks() throws Exception {
        long seed = Long.getLong("faults.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
        double share = Double.parseDouble(System.getProperty("faults.repetitions", "1"));
        Path directory = Path.of("target", "faults").toAbsolutePath();
        Report report = new Report(directory, seed);
        System.out.println(report.headline());
        try (FaultRun run =
                new FaultRun(directory, report, seed, Integer.getInteger("faults.load", 300), CASES_A_WORLD)) {
            for (FaultCase it : inOrderOfChance(seed)) {
                int repetitions = (int) Math.max(1, Math.round(it.repetitions() * share));
                run.strike(it, repetitions, true);
                Report.Line line = report.lines().get(report.lines().size() - 1);
                System.out.printf(
                        "%s %s after %.0f s %s %s%n",
                        it.id(),
                        line.passed() ? "passed" : "FAILED",
                        line.seconds(),
                        line.remarks(),
                        line.passed() ? "" : line.failure());
            }
        }

        assertThat(report.failures())
                .as(report.headline() + ", see " + directory.resolve("report.md"))
                .isEmpty();
    }

    /** {@code -Dfaults.cases=C1,C13} strikes only those. */
    private static List<FaultCase> inOrderOfChance(long seed) {
        List<String> wanted =
                Arrays.asList(System.getProperty("faults.cases", "").split(","));
        List<FaultCase> cases = new ArrayList<>(ALL);
        cases.removeIf(it -> !wanted.equals(List.of("")) && !wanted.contains(it.id()));
        Collections.shuffle(cases, new Random(seed));
        return cases;
    }
}
