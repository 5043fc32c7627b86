package io.millrace.ops;

import io.millrace.config.ConfigFault;
import io.millrace.config.ConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exit code 0: the file can be used; 1: it cannot, with a line for each reason. */
@Command(
        name = "check",
        description = "Name every key that is not known and every value that is not of its kind.",
        mixinStandardHelpOptions = true)
final class ConfigCheckCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Instead of what MILLRACE_CONFIG names, or config.json beside this program.")
    private Path file = ConfigFile.pathIn(System.getenv());

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> reasons = reasons();
        if (json) {
            Result.json(Map.of("file", file.toString(), "ok", reasons.isEmpty(), "reasons", reasons));
        } else if (reasons.isEmpty()) {
            Result.line(file + " is in order");
        } else {
            reasons.forEach(Result::line);
        }
        return reasons.isEmpty() ? 0 : 1;
    }

    private List<String> reasons() {
        try {
            ConfigFile.read(file, System.getenv());
            return List.of();
        } catch (ConfigFault fault) {
            return String.valueOf(fault.getMessage()).lines().toList();
        }
    }
}
