package io.millrace.ops;

import picocli.CommandLine.Command;

/** Who may ask the API; each step is a command of its own. */
@Command(
        name = "tokens",
        description = "Make, list and revoke the tokens with which teams ask the API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CreateTokenCommand.class, ListTokensCommand.class, RevokeTokenCommand.class})
final class TokensCommand {}
