package io.millrace.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One table of everything that was broken, and what came of it: report.md to read, report.json to keep. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final long seed;
    private final String git;
    private final List<Line> lines = new ArrayList<>();

    /** @param criterion null: met */
    record Line(
            FaultCase of,
            int times,
            double seconds,
            World.@Nullable Verdict verdict,
            @Nullable String criterion,
            List<String> remarks) {
        boolean passed() {
            return criterion == null && (verdict == null || (verdict.safe() && verdict.live()));
        }

        /** What did not hold, in one readable line. */
        String failure() {
            return of.id() + " (" + of.what() + ")"
                    + (criterion == null ? "" : "; criterion: " + criterion)
                    + (verdict == null || verdict.live()
                            ? ""
                            : "; liveness: %.1f s, bound %.1f s, peak RSS %d MiB"
                                    .formatted(verdict.recoverySeconds(), verdict.boundSeconds(), verdict.peakRss()))
                    + (verdict == null || verdict.safe() ? "" : "; safety: " + verdict.told());
        }
    }

    Report(Path directory, long seed) throws IOException {
        // What an earlier run has left, its histories above all, would be taken for this one's.
        Children.run("rm", "-rf", directory.toString());
        this.directory = Files.createDirectories(directory);
        this.seed = seed;
        this.git = commit();
    }

    String headline() {
        return "seed=" + seed + " git=" + git;
    }

    private static String commit() throws IOException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return answer.isEmpty() ? "unknown" : answer;
    }

    void add(Line line) throws IOException {
        lines.add(line);
        write();
    }

    List<Line> lines() {
        return lines;
    }

    /** One readable line for each case that did not pass. */
    List<String> failures() {
        return lines.stream().filter(it -> !it.passed()).map(Line::failure).toList();
    }

    private void write() throws IOException {
        StringBuilder table = new StringBuilder("# Faults\n\n" + headline() + "\n\n");
        table.append(
                "| case | what | times | took s | safety | liveness | recovery s (bound) | peak RSS MiB | criterion | remarks |\n");
        table.append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Line line : lines) {
            table.append(row(line));
        }
        Files.writeString(directory.resolve("report.md"), table);
        ObjectNode json = JSON.createObjectNode().put("seed", seed).put("git", git);
        ArrayNode cases = json.putArray("cases");
        lines.forEach(line -> cases.add(json(line)));
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("report.json").toFile(), json);
    }

    private static String row(Line line) {
        World.Verdict verdict = line.verdict();
        List<String> cells = new ArrayList<>(List.of(
                line.of().id(),
                line.of().what(),
                String.valueOf(line.times()),
                String.format(Locale.ROOT, "%.0f", line.seconds())));
        if (verdict == null) {
            cells.addAll(List.of("–", "–", "–", "–"));
        } else {
            cells.addAll(List.of(
                    verdict.safe() ? "safe" : "**violated** " + verdict.told(),
                    verdict.live() ? "live" : "**late**",
                    String.format(Locale.ROOT, "%.1f (%.0f)", verdict.recoverySeconds(), verdict.boundSeconds()),
                    String.valueOf(verdict.peakRss())));
        }
        cells.add(line.criterion() == null ? "met" : "**" + line.criterion() + "**");
        cells.add(String.join("; ", line.remarks()));
        cells.replaceAll(it -> it.replace("|", "\\|").replace("\n", " "));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static ObjectNode json(Line line) {
        ObjectNode json = JSON.createObjectNode()
                .put("case", line.of().id())
                .put("what", line.of().what())
                .put("times", line.times())
                .put("seconds", line.seconds())
                .put("passed", line.passed());
        if (line.criterion() != null) {
            json.put("criterion", line.criterion());
        }
        json.set("remarks", JSON.valueToTree(line.remarks()));
        if (line.verdict() != null) {
            json.set("verdict", JSON.valueToTree(Objects.requireNonNull(line.verdict())));
        }
        return json;
    }
}
