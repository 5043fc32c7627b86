package io.millrace.ops;

import io.millrace.config.ConfigFile;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Which file of settings, if not the one that the service reads. */
final class ConfigFileOption {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Instead of what MILLRACE_CONFIG names, or config.json beside this program.")
    private Path file = ConfigFile.pathIn(System.getenv());

    Path path() {
        return file;
    }

    /** @throws io.millrace.config.ConfigFault with every reason for which it cannot be used */
    ConfigFile read() {
        return ConfigFile.read(file, System.getenv());
    }
}
