package io.millrace.bench.report;

import io.millrace.bench.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bars of rows a second with their spread, and of CPU beside them; readable on white and on black. */
final class Chart {
    private static final int ROW = 26;
    private static final int BAR = 16;
    private static final int TOP = 58;
    private static final int LABELS = 330;
    private static final int RATES = 330;
    private static final int CPU = 230;
    private static final int GAP = 120;
    private static final int WIDTH = LABELS + RATES + GAP + CPU + 110;

    private static final String STYLE = """
              <style>
                text { font: 12px system-ui, sans-serif; fill: #24292f; }
                .head { font-weight: 600; }
                .small { font-size: 11px; }
                .rate { fill: #8b98a8; } .ours { fill: #0f9d77; }
                .postgres { fill: #4078c0; } .client { fill: #e0902b; }
                .spread, .axis { stroke: #57606a; stroke-width: 1; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .rate { fill: #6e7b8b; } .ours { fill: #2bbf95; }
                  .postgres { fill: #6ea8fe; } .client { fill: #f0ad4e; }
                  .spread, .axis { stroke: #b1bac4; }
                }
              </style>
            """;

    private Chart() {}

    /** Contenders of which no run went through are left out. */
    static String of(String title, List<Summary> all) {
        List<Summary> shown =
                all.stream().filter(it -> it.rowsPerSecond().isPresent()).toList();
        // Reading alone is many times faster than storing: it would flatten all the other bars.
        double mostRate = shown.stream()
                .filter(Summary::stores)
                .flatMap(it -> it.spread(t -> t.measured().rowsPerSecond()).stream())
                .mapToDouble(Spread::most)
                .max()
                .orElse(1);
        double mostCpu = shown.stream()
                .mapToDouble(it -> postgres(it) + client(it))
                .max()
                .orElse(1);
        int height = TOP + shown.size() * ROW + 12;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">%n",
                WIDTH,
                height,
                WIDTH,
                height,
                escaped(title)));
        svg.append(STYLE);
        text(svg, 8, 18, "head", title);
        text(svg, LABELS, 44, "head", "rows/s, median and spread");
        text(svg, LABELS + RATES + GAP, 44, "head", "CPU s for a million events");
        legend(svg);
        for (int i = 0; i < shown.size(); i++) {
            row(svg, shown.get(i), TOP + i * ROW, mostRate, mostCpu);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg) {
        int x = LABELS + RATES + GAP + 190;
        rect(svg, "postgres", x, 35, 10);
        text(svg, x + 14, 44, "small", "PostgreSQL");
        rect(svg, "client", x + 82, 35, 10);
        text(svg, x + 96, 44, "small", "client");
    }

    private static void row(StringBuilder svg, Summary of, int y, double mostRate, double mostCpu) {
        text(svg, 8, y + 13, "", of.what());
        Optional<Spread> spread = of.spread(it -> it.measured().rowsPerSecond());
        spread.ifPresent(rate -> {
            boolean beyond = rate.median() > mostRate;
            double width = RATES * Math.min(1, rate.median() / mostRate);
            bar(svg, of.name().startsWith("millrace") ? "ours" : "rate", LABELS, y, width);
            if (!beyond) {
                whisker(svg, y, LABELS + RATES * rate.least() / mostRate, LABELS + RATES * rate.most() / mostRate);
            }
            text(
                    svg,
                    LABELS + Math.max(width, RATES * Math.min(1, rate.most() / mostRate)) + 6,
                    y + 13,
                    "small",
                    Table.thousands(rate.median()) + (beyond ? " (bar cut)" : ""));
        });
        double x = LABELS + RATES + GAP;
        double postgres = CPU * postgres(of) / mostCpu;
        double client = CPU * client(of) / mostCpu;
        bar(svg, "postgres", x, y, postgres);
        bar(svg, "client", x + postgres, y, client);
        text(
                svg,
                x + postgres + client + 6,
                y + 13,
                "small",
                of.stores()
                        ? String.format(Locale.ROOT, "%.1f + %.1f", postgres(of), client(of))
                        : String.format(Locale.ROOT, "%.1f", client(of)));
    }

    private static double postgres(Summary of) {
        return of.stores() ? of.median(it -> it.measured().postgresPerMillion()).orElse(0.0) : 0;
    }

    private static double client(Summary of) {
        return of.clientCpu().orElse(0.0);
    }

    private static void bar(StringBuilder svg, String style, double x, int y, double width) {
        svg.append(String.format(
                Locale.ROOT,
                "  <rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                style,
                x,
                y,
                width,
                BAR));
    }

    private static void rect(StringBuilder svg, String style, int x, int y, int size) {
        svg.append(String.format(
                Locale.ROOT,
                "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                style,
                x,
                y,
                size,
                size));
    }

    private static void whisker(StringBuilder svg, int y, double from, double until) {
        svg.append(String.format(
                Locale.ROOT,
                "  <line class=\"spread\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
                from,
                y + BAR / 2,
                until,
                y + BAR / 2));
    }

    private static void text(StringBuilder svg, double x, int y, String style, String text) {
        svg.append(String.format(
                Locale.ROOT, "  <text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, y, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
