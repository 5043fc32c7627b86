package io.millrace.bench.report;

import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Spread;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One contender over all its runs.
 *
 * @param stores false: it reads only
 * @param tuning as {@code Contender} tells it
 * @param runs in their order, failed ones included
 */
public record Summary(String name, String what, boolean stores, List<String> tuning, List<Run> runs) {

    /** Empty: no run went through. */
    Optional<Spread> spread(ToDoubleFunction<Run.Taken> figure) {
        double[] values = runs.stream()
                .map(Run::taken)
                .filter(Objects::nonNull)
                .mapToDouble(figure)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
    }

    Optional<Double> median(ToDoubleFunction<Run.Taken> figure) {
        return spread(figure).map(Spread::median);
    }

    Optional<Double> rowsPerSecond() {
        return median(it -> it.measured().rowsPerSecond());
    }

    Optional<Double> clientCpu() {
        return median(it -> it.measured().clientPerMillion());
    }

    /** Of the worst run: memory is a bound. */
    Optional<Double> peakResidentBytes() {
        return spread(Run.Taken::peakResidentBytes).map(Spread::most);
    }

    /** Why runs did not go through, each reason once. */
    public List<String> failures() {
        return runs.stream()
                .map(Run::failure)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Whether it ran and stored something else than it was given. */
    public boolean refused() {
        return runs.stream().anyMatch(Run::refused);
    }
}
