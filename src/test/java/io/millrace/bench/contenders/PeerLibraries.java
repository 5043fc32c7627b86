package io.millrace.bench.contenders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers' libraries, fetched when a peer is first measured, by Maven, from projects of their own: no class path is shared, and a peer
 * that cannot be had is a line in the report and not a broken build.
 */
public final class PeerLibraries {
    private static final Path PROJECTS = Path.of("src", "bench").toAbsolutePath();

    private final Path directory;
    private final Map<String, Path> there = new HashMap<>();

    /** @param directory is kept from one benchmark to the next */
    public PeerLibraries(Path directory) {
        this.directory = directory;
    }

    /** {@code lib} has a Connect worker, {@code plugins} Debezium's sink. */
    Path connect() throws IOException {
        return of("connect");
    }

    /** {@code lib} has Flink and the job. */
    Path flink() throws IOException {
        return of("flink");
    }

    private Path of(String peer) throws IOException {
        Path known = there.get(peer);
        if (known == null) {
            known = directory.resolve(peer);
            build(PROJECTS.resolve(peer).resolve("pom.xml"), known);
            there.put(peer, known);
        }
        return known;
    }

    private static void build(Path project, Path target) throws IOException {
        Path log = Files.createDirectories(target).resolve("build.log");
        Process maven = new ProcessBuilder(
                        List.of(maven(), "-q", "-B", "-f", project.toString(), "-Dbench.target=" + target, "package"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (maven.waitFor() != 0) {
                throw new IOException("its libraries cannot be had: "
                        + Files.readString(log, StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.contains("ERROR"))
                                .findFirst()
                                .orElse("see " + log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The Maven that runs this build, else the one on the path. */
    private static String maven() {
        String home = System.getProperty("bench.maven.home", "");
        Path program = Path.of(home, "bin", "mvn");
        return !home.isEmpty() && Files.isExecutable(program) ? program.toString() : "mvn";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
