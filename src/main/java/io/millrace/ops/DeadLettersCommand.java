package io.millrace.ops;

import picocli.CommandLine.Command;

/** The way back for what was refused; each step is a command of its own. */
@Command(
        name = "dead-letters",
        description = "List, show, replay and export the records that were refused.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListLettersCommand.class,
            ShowLetterCommand.class,
            ReplayLettersCommand.class,
            ExportLettersCommand.class
        })
final class DeadLettersCommand {}
