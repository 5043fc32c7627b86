package io.millrace.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * One target of Millrace's and what came of it.
 *
 * @param measured empty: somebody who is needed for it did not run
 * @param bound the ratio, or the bytes, that is wanted
 * @param atLeast else at most
 */
record Verdict(String target, Optional<Double> measured, double bound, boolean atLeast) {
    /** With the JVM and whatever it maps. */
    static final double MOST_BYTES = 512e6;

    boolean isMet() {
        return measured.filter(it -> atLeast ? it >= bound : it <= bound).isPresent();
    }

    String outcome() {
        return measured.isEmpty() ? "not measured" : isMet() ? "met" : "**missed**";
    }

    /** In the unit of the bound: a ratio, or megabytes. */
    String figure() {
        return measured.map(it -> bound == MOST_BYTES
                        ? String.format(Locale.ROOT, "%.0f MB", it / 1e6)
                        : String.format(Locale.ROOT, "%.2f", it))
                .orElse("–");
    }

    static List<Verdict> of(List<Summary> all) {
        Optional<Double> history = rate(all, "millrace-history");
        Optional<Double> figures = rate(all, "millrace");
        Optional<Double> copy = rate(all, "copy");
        Optional<Double> upsert = best(all, "debezium-upsert", Summary::rowsPerSecond, Math::max);
        Optional<Double> debezium = best(all, "debezium-", Summary::rowsPerSecond, Math::max);
        Optional<Double> leastCpu = best(all, "debezium-", Summary::clientCpu, Math::min);
        Optional<Double> cpu = best(all, "millrace", Summary::clientCpu, Math::max);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(ratio("history alone at least 0.5 × COPY by one connection", history, copy, 0.5));
        verdicts.add(ratio("history alone at least 4 × Debezium's best upsert", history, upsert, 4));
        verdicts.add(ratio("every figure at least 0.25 × COPY by one connection", figures, copy, 0.25));
        verdicts.add(ratio("every figure at least 2 × Debezium's best of any mode", figures, debezium, 2));
        verdicts.add(ratio(
                "every figure at least as fast as hand-written with 2 threads",
                figures,
                rate(all, "hand-written-2"),
                1));
        verdicts.add(new Verdict(
                "CPU of the client for an event at most a third of Debezium's least",
                cpu.flatMap(own -> leastCpu.map(theirs -> own / theirs)),
                1 / 3.0,
                false));
        verdicts.add(new Verdict(
                "peak memory of the service below 512 MB",
                best(all, "millrace", Summary::peakResidentBytes, Math::max),
                MOST_BYTES,
                false));
        return verdicts;
    }

    private static Verdict ratio(String target, Optional<Double> own, Optional<Double> theirs, double bound) {
        return new Verdict(target, own.flatMap(it -> theirs.map(other -> it / other)), bound, true);
    }

    private static Optional<Double> rate(List<Summary> all, String name) {
        return all.stream().filter(it -> it.name().equals(name)).findFirst().flatMap(Summary::rowsPerSecond);
    }

    private static Optional<Double> best(
            List<Summary> all,
            String prefix,
            Function<Summary, Optional<Double>> figure,
            BinaryOperator<Double> better) {
        return all.stream()
                .filter(it -> it.name().startsWith(prefix))
                .map(figure)
                .flatMap(Optional::stream)
                .reduce(better);
    }
}
