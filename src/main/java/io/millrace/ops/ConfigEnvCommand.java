package io.millrace.ops;

import io.millrace.config.ConfigFile;
import io.millrace.config.EnvFile;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints no secret: those stand in files, which are named. */
@Command(
        name = "env",
        description = "Print each value as a variable; a variable of that name in the environment wins.",
        mixinStandardHelpOptions = true)
final class ConfigEnvCommand implements Callable<Integer> {

    @Mixin
    private ConfigFileOption file = new ConfigFileOption();

    @Option(names = "--json", description = "Print the variables as one JSON object.")
    private boolean json;

    @Option(
            names = "--write",
            description =
                    "Write .env beside the file, and what containers read of it; make the secrets that are missing.")
    private boolean write;

    @Override
    public Integer call() throws IOException {
        ConfigFile config = file.read();
        if (write) {
            Result.line("wrote " + EnvFile.write(config, System.getenv()));
            return 0;
        }
        Map<String, String> variables = EnvFile.variables(config, System.getenv());
        if (json) {
            Result.json(variables);
        } else {
            variables.forEach((name, value) -> Result.line(name + "=" + value));
        }
        return 0;
    }
}
