package io.millrace.ops;

import io.millrace.config.ConfigFault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exit code 0: the file can be used; 1: it cannot, with a line for each reason. */
@Command(
        name = "check",
        description = "Name every key that is not known and every value that is not of its kind.",
        mixinStandardHelpOptions = true)
final class ConfigCheckCommand implements Callable<Integer> {

    @Mixin
    private ConfigFileOption file = new ConfigFileOption();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> reasons = reasons();
        if (json) {
            Result.json(Map.of("file", file.path().toString(), "ok", reasons.isEmpty(), "reasons", reasons));
        } else if (reasons.isEmpty()) {
            Result.line(file.path() + " is in order");
        } else {
            reasons.forEach(Result::line);
        }
        return reasons.isEmpty() ? 0 : 1;
    }

    private List<String> reasons() {
        try {
            file.read();
            return List.of();
        } catch (ConfigFault fault) {
            return String.valueOf(fault.getMessage()).lines().toList();
        }
    }
}
