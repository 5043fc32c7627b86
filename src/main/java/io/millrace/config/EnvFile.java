package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code .env} beside {@code config.json}: what Compose and the scripts read. Only its owner may, and no secret stands in it. What is one
 * container's alone stands in a file of its own, so that a change of it makes no other container anew.
 *
 * <pre>
 *   variables ─┬─▶ .env                    Compose, stack.sh
 *              ├─▶ settings/postgres.env   /update-config.sh, while the server runs
 *              └─▶ settings/service.env    the service's container, as its environment
 * </pre>
 */
public final class EnvFile {
    private static final String NAME = ".env";

    // A directory, since a file that is mounted by itself stays the one that it was when it is written anew.
    private static final String SETTINGS_DIRECTORY = "SETTINGS_DIRECTORY";
    private static final String SETTINGS = "data/containers/settings";
    private static final String POSTGRES_SETTINGS = "postgres.env";
    private static final String SERVICE_SETTINGS = "service.env";

    // The one of the service's own that Compose needs: where it is published.
    private static final String SERVICE_PORT = "SERVICE_HTTP_PORT";

    private EnvFile() {}

    /** All that the files together say, and where the secrets are; none of it is made. */
    public static Map<String, String> variables(ConfigFile config, Map<String, String> environment) {
        Map<String, String> variables = new LinkedHashMap<>(config.variables());
        variables.putAll(Secrets.filesIn(secretsDirectory(variables), environment));
        variables.put(SETTINGS_DIRECTORY, config.home().resolve(SETTINGS).toString());
        variables.putAll(GivenCertificate.variables(variables));
        return variables;
    }

    /**
     * Writes the files anew; makes the secrets that are missing.
     *
     * @return {@code .env}
     * @throws ConfigFault where a secret, or its directory, is not as it must be, or a value cannot be written
     */
    public static Path write(ConfigFile config, Map<String, String> environment) throws IOException {
        Map<String, String> variables = variables(config, environment);
        Secrets.make(secretsDirectory(variables), environment);
        GivenCertificate.copy(secretsDirectory(variables), variables);
        Path settings = Files.createDirectories(config.home().resolve(SETTINGS));
        PrivateFile.writeForContainers(
                settings.resolve(POSTGRES_SETTINGS),
                text(config, variables, EnvFile::isOfPostgres, EnvFile::forShells));
        PrivateFile.writeForContainers(
                settings.resolve(SERVICE_SETTINGS), text(config, variables, EnvFile::isOfService, EnvFile::forAll));
        Path file = config.home().resolve(NAME);
        PrivateFile.write(
                file,
                text(
                        config,
                        variables,
                        name -> !isOfPostgres(name) && (!isOfService(name) || name.equals(SERVICE_PORT)),
                        EnvFile::forAll));
        return file;
    }

    private static Path secretsDirectory(Map<String, String> variables) {
        return Path.of(Objects.requireNonNull(variables.get("SECRETS_DIRECTORY")));
    }

    private static boolean isOfPostgres(String name) {
        return name.startsWith("POSTGRES_SETTINGS_")
                || name.startsWith("POSTGRES_TLS_")
                || name.equals("POSTGRES_ACCESS_FROM");
    }

    private static boolean isOfService(String name) {
        return name.startsWith("SERVICE_");
    }

    private interface Quoting {
        String quoted(String name, String value);
    }

    private static String text(
            ConfigFile config, Map<String, String> variables, Predicate<String> isWanted, Quoting quoting) {
        return "# Made from " + config.path().getFileName() + " by: ./millrace config env --write\n"
                + variables.entrySet().stream()
                        .filter(entry -> isWanted.test(entry.getKey()))
                        .map(entry -> entry.getKey() + "=" + quoting.quoted(entry.getKey(), entry.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    /** Within single quotes nothing means anything, but the quote itself. */
    private static String forShells(String name, String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /**
     * As shells and Compose both read it. To Compose a quote ends a value that begins with one, whatever follows, and a backslash before it
     * keeps it from doing so. Within double quotes they disagree on the back quote alone, which only shells want escaped.
     */
    private static String forAll(String name, String value) {
        if (value.indexOf('\'') < 0 && value.indexOf('\\') < 0 && value.indexOf('\r') < 0) {
            return "'" + value + "'";
        }
        if (value.indexOf('`') >= 0 || value.indexOf('\r') >= 0) {
            throw new ConfigFault(List.of(
                    name + ": Compose and shells do not read alike what has a carriage return, or ` beside ' or \\"));
        }
        return '"' + value.replaceAll("[\\\\\"$]", "\\\\$0") + '"';
    }
}
