package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The passwords of the containers, each in a file of its own. What is not given is made, once; what is there stays.
 *
 * <p>Variables name the files and never hold what is in them: an environment is shown by {@code docker inspect}, and is handed on.
 *
 * <p>Containers read them, each as a user of its own of which this machine knows nothing, and a file keeps its mode when it is mounted. So
 * everybody may read the files, and it is their directory that nobody else may enter.
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

    private static final String GITIGNORE = ".gitignore";

    // What ./start.sh puts beside them: who trusts PostgreSQL needs it.
    private static final String AUTHORITY = "postgres_ca.crt";

    private Secrets() {}

    /** {@code …_FILE} for each, with an absolute path: in the directory, unless the environment names a file of its own. */
    static Map<String, String> filesIn(Path directory, Map<String, String> environment) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            Path file = isGiven(name, environment) ? given(name, environment) : directory.resolve(fileName(name));
            files.put(name + SUFFIX, file.toString());
        }
        return files;
    }

    /**
     * Makes what is missing in the directory; whom the environment names a file of its own for needs none there.
     *
     * @throws ConfigFault where a secret cannot be used, or its directory be kept from others
     */
    static void make(Path directory, Map<String, String> environment) throws IOException {
        close(directory);
        for (String name : NAMES) {
            if (isGiven(name, environment)) {
                check(given(name, environment), "named by " + name + SUFFIX + ", ");
            } else {
                Path file = directory.resolve(fileName(name));
                PrivateFile.makeForContainers(file);
                check(file, "");
            }
        }
    }

    private static boolean isGiven(String name, Map<String, String> environment) {
        return !environment.getOrDefault(name + SUFFIX, "").isBlank();
    }

    private static Path given(String name, Map<String, String> environment) {
        return Path.of(environment.getOrDefault(name + SUFFIX, ""))
                .toAbsolutePath()
                .normalize();
    }

    private static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** For its owner alone, each time: it may be older than what lies in it. */
    private static void close(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            if (!PrivateFile.isClosed(directory)) {
                if (hasMoreThanOurs(directory)) {
                    throw new ConfigFault(
                            directory,
                            List.of("named by secrets.directory, others may enter it, and it has other files, too:"
                                    + " chmod 700 it, or name a directory of the secrets' own"));
                }
                PrivateFile.close(directory);
            }
        } catch (IOException e) {
            throw new ConfigFault(
                    directory,
                    List.of("named by secrets.directory, must be a directory of mode 0700, and we cannot make it one: "
                            + e));
        }
        Path gitignore = directory.resolve(GITIGNORE);
        if (Files.notExists(gitignore)) {
            PrivateFile.write(gitignore, "*\n");
        }
    }

    /** To close such a directory might be the end of somebody else's program. */
    private static boolean hasMoreThanOurs(Path directory) throws IOException {
        Set<String> ours = Stream.concat(
                        NAMES.stream().map(Secrets::fileName),
                        Stream.of(GITIGNORE, AUTHORITY, GivenCertificate.DIRECTORY))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> !ours.contains(name) && !name.endsWith(PrivateFile.PART));
        }
    }

    private static void check(Path file, String named) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ConfigFault(file, List.of(named + "cannot be read"));
        }
        if (Files.readString(file).isBlank()) {
            throw new ConfigFault(file, List.of(named + "is empty, and must hold a password"));
        }
        if (!Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw new ConfigFault(
                    file,
                    List.of(
                            named
                                    + "must be readable by the container's user: chmod 644, in a directory that only you may enter"));
        }
    }
}
