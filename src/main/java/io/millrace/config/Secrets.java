package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The passwords of the containers, each in a file of its own. What is not given is made, once; what is there stays.
 *
 * <p>Variables name the files and never hold what is in them: an environment is shown by {@code docker inspect}, and is handed on.
 */
final class Secrets {
    private static final String SUFFIX = "_FILE";

    /** Who logs in with them: docs/database.md, "Roles"; the last one is Grafana's user admin. */
    static final List<String> NAMES = List.of(
            "POSTGRES_PASSWORD",
            "POSTGRES_OWNER_PASSWORD",
            "POSTGRES_INGEST_PASSWORD",
            "POSTGRES_API_PASSWORD",
            "POSTGRES_MAINTENANCE_PASSWORD",
            "POSTGRES_BACKUP_PASSWORD",
            "GRAFANA_ADMIN_PASSWORD");

    private Secrets() {}

    /**
     * Makes what is missing in the directory, unless the environment names a file of its own.
     *
     * @param environment a file it names must be there
     * @return {@code …_FILE} for each, with an absolute path
     */
    static Map<String, String> filesIn(Path directory, Map<String, String> environment) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            String given = environment.getOrDefault(name + SUFFIX, "");
            files.put(name + SUFFIX, (given.isBlank() ? made(directory, name) : there(name, given)).toString());
        }
        return files;
    }

    private static Path made(Path directory, String name) throws IOException {
        String file = name.toLowerCase(Locale.ROOT);
        PrivateFile.makeForContainers(directory, file);
        return directory.resolve(file);
    }

    private static Path there(String name, String given) {
        Path file = Path.of(given).toAbsolutePath().normalize();
        if (!Files.isReadable(file)) {
            throw new ConfigFault(file, List.of("named by " + name + SUFFIX + ", and cannot be read"));
        }
        return file;
    }
}
