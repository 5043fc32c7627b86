package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** {@code .env} beside {@code config.json}: what Compose and the scripts read. Only its owner may, and no secret stands in it. */
public final class EnvFile {
    private static final String NAME = ".env";

    // Compose would take them from its own directory.
    private static final String DIRECTORY_SUFFIX = "_DIRECTORY";

    private static final String SECRETS_DIRECTORY = "SECRETS_DIRECTORY";
    private static final String SECRETS_BY_DEFAULT = "data/containers/secrets";

    // A directory, since a file that is mounted by itself stays the one that it was when it is written anew.
    private static final String SETTINGS_DIRECTORY = "SETTINGS_DIRECTORY";
    private static final String SETTINGS = "data/containers/settings";
    private static final String POSTGRES_SETTINGS = "postgres.env";

    private EnvFile() {}

    /**
     * Writes it anew, and what a running PostgreSQL takes without a new container; makes the secrets that are missing.
     *
     * @return the file
     * @throws ConfigFault where a file that the environment names for a secret cannot be read
     */
    public static Path write(ConfigFile config, Map<String, String> environment) throws IOException {
        Path home = Objects.requireNonNull(
                config.path().toAbsolutePath().normalize().getParent());
        Map<String, String> variables = new LinkedHashMap<>();
        config.variables()
                .forEach((name, value) -> variables.put(
                        name,
                        name.endsWith(DIRECTORY_SUFFIX)
                                ? home.resolve(value).normalize().toString()
                                : value));
        variables.putAll(Secrets.filesIn(
                home.resolve(variables.getOrDefault(SECRETS_DIRECTORY, SECRETS_BY_DEFAULT)), environment));
        Path settings = Files.createDirectories(home.resolve(SETTINGS));
        PrivateFile.writeForContainers(settings.resolve(POSTGRES_SETTINGS), text(config, taken(variables)));
        variables.put(SETTINGS_DIRECTORY, settings.toString());
        Path file = home.resolve(NAME);
        PrivateFile.write(file, text(config, variables));
        return file;
    }

    /** What /update-config.sh in PostgreSQL's container applies. */
    private static Map<String, String> taken(Map<String, String> variables) {
        Map<String, String> taken = new LinkedHashMap<>(variables);
        taken.keySet()
                .removeIf(name -> !name.startsWith("POSTGRES_SETTINGS_")
                        && !name.equals("POSTGRES_ACCESS_FROM")
                        && !name.equals("POSTGRES_TLS_NAMES"));
        return taken;
    }

    private static String text(ConfigFile config, Map<String, String> variables) {
        return "# Made from " + config.path().getFileName() + " by: ./millrace config env --write\n"
                + variables.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    /** As shells and Compose both read it: within single quotes nothing means anything, but the quote itself. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
