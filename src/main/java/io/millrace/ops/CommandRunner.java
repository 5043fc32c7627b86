package io.millrace.ops;

import io.quarkus.runtime.QuarkusApplication;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** Runs one command inside the started application; its return value is the exit code of the process. */
final class CommandRunner implements QuarkusApplication {

    private final CommandLine.IFactory factory;

    CommandRunner(CommandLine.IFactory factory) {
        this.factory = factory;
    }

    @Override
    public int run(String... arguments) {
        return run(new CommandLine(MillraceCommand.class, factory), arguments);
    }

    /** For a command that needs nothing of the application. */
    static int withoutApplication(Class<?> command, String... arguments) {
        CommandLine line = new CommandLine(command);
        // Of the top, which is not there.
        line.getCommandSpec()
                .addOption(OptionSpec.builder(MillraceCommand.VERBOSE)
                        .scopeType(ScopeType.INHERIT)
                        .type(boolean.class)
                        .description(MillraceCommand.VERBOSE_TELLS)
                        .build());
        return run(line, arguments);
    }

    private static int run(CommandLine line, String... arguments) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) ->
                        report(failure, Arrays.asList(arguments).contains(MillraceCommand.VERBOSE)))
                .execute(arguments);
    }

    /** Ends the process. A failure arrives here when not even the application could be started. */
    static void exit(int code, @Nullable Throwable failure) {
        System.exit(failure == null ? code : report(failure, false));
    }

    private static int report(Throwable failure, boolean verbose) {
        System.err.println("millrace: " + OperatorFault.oneLine(failure));
        if (verbose) {
            failure.printStackTrace();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
