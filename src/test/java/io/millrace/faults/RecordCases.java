package io.millrace.faults;

import io.millrace.faults.FaultCase.Notes;
import io.millrace.faults.FaultCase.Place;
import io.millrace.processes.Children;
import java.time.Duration;

/** What is published is the fault. The producer's world holds some of it all the time; here all of it comes at once. */
final class RecordCases {
    static final FaultCase POISON = new FaultCase(
            "C17–C24",
            "poison, NUL, surrogates, oversize, depth, huge numbers, clocks, ×1000, out of order",
            Place.SHARED,
            2,
            RecordCases::poison);
    static final FaultCase OLD_DAYS =
            new FaultCase("C25", "events of days that have no partition", Place.SHARED, 1, RecordCases::oldDays);

    private RecordCases() {}

    private static void poison(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            world.producer().poison();
            Children.hold(Duration.ofMillis(500));
        }
    }

    private static void oldDays(World world, int repetitions, Notes notes) throws Exception {
        world.producer().oldDays();
        Children.hold(Duration.ofMillis(500));
    }
}
