package io.millrace.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The one file of settings. Needs no database, and no valid file to start. */
@Command(
        name = "config",
        description = "Check config.json, and tell it as variables.",
        mixinStandardHelpOptions = true,
        subcommands = {ConfigCheckCommand.class, ConfigEnvCommand.class},
        synopsisSubcommandLabel = "check|env")
final class ConfigCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: config check or config env");
    }
}
