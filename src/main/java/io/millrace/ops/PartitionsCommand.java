package io.millrace.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tables by time, cut into days and months. */
@Command(
        name = "partitions",
        description = "Which partitions stand, and making those that are missing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ListPartitionsCommand.class, EnsurePartitionsCommand.class},
        synopsisSubcommandLabel = "list|ensure")
final class PartitionsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: partitions list or partitions ensure");
    }
}
