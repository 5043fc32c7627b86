package io.millrace.ops;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The service's place in the help. {@link Main} starts the service itself, before any command is read; what arrives
 * here was written with other words around it, and the profile of the commands has no service to offer.
 */
@Command(
        name = "serve",
        description = "Run the service until it is stopped. The same as no command at all.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "serve stands alone: millrace serve");
    }
}
