package io.millrace.faults;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The faults that happen every week, a few times each: what every build has to withstand. */
class FaultSmokeIT {
    private static final int LOAD = 200;

    @Test
    @SuppressWarnings("SystemOut")
    void nothingIsLostAndNothingCountsTwiceInTheFaultsOfEveryWeek() throws Exception {
        long seed = Long.getLong("faults.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
        Path directory = Path.of("target", "faults-smoke").toAbsolutePath();
        Report report = new Report(directory, seed);
        System.out.println(report.headline());
        List<String> missed;
        try (FaultRun run = new FaultRun(directory, report, seed, LOAD, Integer.MAX_VALUE)) {
            run.strike(RecordCases.POISON, 1, false);
            run.strike(ServiceCases.KILL, 3, false);
            run.strike(PostgresCases.REPLY_LOST, 3, false);
            run.strike(PostgresCases.BACKEND_KILL, 2, false);
            run.strike(PostgresCases.SHORT_BLACK_HOLE, 1, false);
            run.strike(ServiceCases.ZOMBIE, 1, false);
            run.strike(KafkaCases.KILL, 1, true);
            missed = new ArrayList<>(run.shared().whatTheVerifierMisses());
            run.strike(KafkaCases.RECREATED_LONGER, 1, true);
        }

        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(report.failures())
                .as(report.headline() + ", see " + directory.resolve("report.md"))
                .isEmpty();
        softly.assertThat(missed)
                .as("changes of the database that the verifier did not notice")
                .isEmpty();
        softly.assertAll();
    }
}
