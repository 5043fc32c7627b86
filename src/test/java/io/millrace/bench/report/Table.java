package io.millrace.bench.report;

import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The table: a row for each contender, medians. */
final class Table {
    private static final String NONE = "–";

    private Table() {}

    static String of(List<Summary> all) {
        Optional<Double> copy =
                all.stream().filter(it -> it.name().equals("copy")).findFirst().flatMap(Summary::rowsPerSecond);
        StringBuilder table = new StringBuilder();
        table.append(
                "| contender | rows/s, median (least–most) | × COPY | CPU s/M PostgreSQL | CPU s/M client | peak RSS MB"
                        + " | WAL B/event | disk B/event |\n");
        table.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
        all.forEach(it -> table.append(row(it, copy)));
        return table.toString();
    }

    private static String row(Summary of, Optional<Double> copy) {
        Optional<Spread> rate = of.spread(it -> it.measured().rowsPerSecond());
        if (rate.isEmpty()) {
            return "| " + of.what() + " | **failed**: " + cell(String.join("; ", of.failures()))
                    + " | – | – | – | – | – | – |\n";
        }
        String failed =
                of.failures().isEmpty() ? "" : "; **some runs failed**: " + cell(String.join("; ", of.failures()));
        List<String> cells = List.of(
                of.what(),
                rate.map(it -> thousands(it.median()) + " (" + thousands(it.least()) + "–" + thousands(it.most()) + ")")
                                .orElse(NONE)
                        + failed,
                of.stores() ? figure(rate.flatMap(it -> copy.map(limit -> it.median() / limit)), "%.2f") : NONE,
                of.stores() ? median(of, it -> it.measured().postgresPerMillion(), "%.1f") : NONE,
                median(of, it -> it.measured().clientPerMillion(), "%.1f"),
                figure(of.peakResidentBytes().map(it -> it / 1e6), "%.0f"),
                of.stores() ? median(of, Run.Taken::walPerEvent, "%.0f") : NONE,
                of.stores() ? median(of, Run.Taken::diskPerEvent, "%.0f") : NONE);
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String median(Summary of, ToDoubleFunction<Run.Taken> figure, String format) {
        return figure(of.median(figure), format);
    }

    private static String figure(Optional<Double> value, String format) {
        return value.map(it -> String.format(Locale.ROOT, format, it)).orElse(NONE);
    }

    static String thousands(double value) {
        return value >= 1e6
                ? String.format(Locale.ROOT, "%.2fM", value / 1e6)
                : value >= 1e5
                        ? String.format(Locale.ROOT, "%.0fk", value / 1e3)
                        : String.format(Locale.ROOT, "%.1fk", value / 1e3);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
