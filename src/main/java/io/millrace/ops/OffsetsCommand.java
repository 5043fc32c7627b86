package io.millrace.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Positions in Kafka and what may be wrong with them. */
@Command(
        name = "offsets",
        description = "Where each Kafka partition stands, and how one goes on whose log is not what the books expect.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {OffsetsListCommand.class, OffsetsResumeCommand.class},
        synopsisSubcommandLabel = "list|resume")
final class OffsetsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: offsets list or offsets resume");
    }
}
