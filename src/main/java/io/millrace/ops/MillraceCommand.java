package io.millrace.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top of the command line; it does nothing itself. */
@Command(
        name = "millrace",
        description = "TikTok live events from Kafka into PostgreSQL, and exact figures out of it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            MigrateCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            RebuildCommand.class,
            PartitionsCommand.class,
            OffsetsCommand.class,
            DeadLettersCommand.class,
            TokensCommand.class,
            PlayCommand.class,
            GenerateCommand.class,
            ConfigCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The result goes to standard output, all else to standard error.",
            "Exit code: 0 done, 1 failed, 2 the command line was wrong."
        })
final class MillraceCommand {

    static final String VERBOSE = "--verbose";
    static final String VERBOSE_TELLS = "On a failure, print where it came from as well.";

    /** Read where failures are reported; declared here so that it is known and stands in every help. */
    @Option(names = VERBOSE, scope = ScopeType.INHERIT, description = VERBOSE_TELLS)
    boolean verbose;
}
