package io.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.servers.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * On what it was measured.
 *
 * @param commitMillis what a commit of one row takes: most of it is the disk's
 * @param settings of PostgreSQL that are not its defaults, and those that make it durable
 */
public record Machine(
        Instant at,
        String processor,
        int cores,
        long memoryBytes,
        String kernel,
        String fileSystem,
        double commitMillis,
        String java,
        String postgres,
        List<String> settings,
        String commit) {
    private static final int COMMITS = 300;

    private static final String SETTINGS = """
            SELECT name || ' = ' || current_setting(name)
              FROM pg_settings
             WHERE (setting IS DISTINCT FROM boot_val AND source = 'command line')
                OR name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum', 'data_checksums', 'wal_compression')
             ORDER BY name
            """;

    /** @param data where the servers keep theirs */
    public static Machine here(PostgresServer postgres, Path data)
            throws IOException, SQLException, InterruptedException {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                valueOf("model name", Path.of("/proc/cpuinfo")),
                Runtime.getRuntime().availableProcessors(),
                1024
                        * Long.parseLong(
                                valueOf("MemTotal", Path.of("/proc/meminfo")).replaceAll("[^0-9]", "")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Files.getFileStore(data).type(),
                commitMillis(postgres),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                postgres.query("postgres", "SELECT current_setting('server_version')")
                        .get(0),
                postgres.query("postgres", SETTINGS).stream()
                        .filter(it -> !it.startsWith("port =") && !it.startsWith("listen_addresses"))
                        .toList(),
                gitCommit());
    }

    /** A section of a report. */
    String markdown() {
        return String.format(
                Locale.ROOT,
                """

                ## The machine

                - %s, %d cores, %.0f GiB, %s; data on %s, where a commit of one row takes %.2f ms
                - %s; PostgreSQL %s: %s
                """,
                processor,
                cores,
                memoryBytes / (double) (1 << 30),
                kernel,
                fileSystem,
                commitMillis,
                java,
                postgres,
                String.join(", ", settings));
    }

    ObjectNode json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("at", at.toString())
                .put("commit", commit)
                .put("processor", processor)
                .put("cores", cores)
                .put("memory_bytes", memoryBytes)
                .put("kernel", kernel)
                .put("file_system", fileSystem)
                .put("commit_millis", commitMillis)
                .put("java", java)
                .put("postgres", postgres)
                .set("settings", mapper.valueToTree(settings));
        return json;
    }

    private static double commitMillis(PostgresServer postgres) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE commits (at timestamptz)");
            long began = System.nanoTime();
            for (int i = 0; i < COMMITS; i++) {
                statement.execute("INSERT INTO commits (at) VALUES (now())");
            }
            double millis = (System.nanoTime() - began) / 1e6 / COMMITS;
            statement.execute("DROP TABLE commits");
            return millis;
        }
    }

    private static String valueOf(String key, Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    private static String gitCommit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        git.waitFor();
        return answer.isEmpty() ? "unknown" : answer;
    }
}
