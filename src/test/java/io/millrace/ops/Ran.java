package io.millrace.ops;

import io.millrace.servers.RealServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of ours that has ended: what it said, and where. */
public record Ran(int exitCode, String out, String err) {

    private static final long PATIENCE_SECONDS = 60;
    private static final Path PROGRAM = Path.of("target", "quarkus-app", "quarkus-run.jar");

    /** The environment in which the program finds this database. */
    static Map<String, String> on(RealServers.Database database) {
        return Map.of(
                "MILLRACE_STORE_HOST", database.host(),
                "MILLRACE_STORE_PORT", Integer.toString(database.port()),
                "MILLRACE_STORE_DATABASE", database.name(),
                "MILLRACE_STORE_USER", database.user(),
                "MILLRACE_STORE_PASSWORD", database.password());
    }

    /** The built program itself, as an operator runs it. */
    static Ran program(Map<String, String> environment, String... arguments) throws Exception {
        return process(environment, words(arguments));
    }

    /** The program, running; the caller ends it. */
    static Process startedProgram(Map<String, String> environment, String... arguments) throws IOException {
        return started(environment, words(arguments));
    }

    /** The program, asked to end (as by Ctrl-C or a service manager) once it has said a line on standard error. */
    static Ran programStoppedAt(String line, Map<String, String> environment, String... arguments) throws Exception {
        Process process = started(environment, words(arguments));
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String told = err.readLine(); told != null; told = err.readLine()) {
            said.append(told).append('\n');
            if (told.equals(line)) {
                // Process.destroy would close what it still has to say.
                process.toHandle().destroy();
            }
        }
        return new Ran(exitCode(process), text(process.getInputStream()), said.toString());
    }

    public static Ran process(Map<String, String> environment, List<String> words) throws Exception {
        Process process = started(environment, words);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        String err = text(process.getErrorStream());
        return new Ran(exitCode(process), out.get(), err);
    }

    private static List<String> words(String... arguments) {
        return command("-XX:SharedArchiveFile=" + Classes.KEPT, arguments);
    }

    private static List<String> command(String option, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // A command is over before the better compiler would pay off.
        return Stream.concat(
                        Stream.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                option,
                                "-jar",
                                PROGRAM.toString()),
                        Stream.of(arguments))
                .toList();
    }

    /** Made when the first of the process asks. */
    private static final class Classes {
        static final Path KEPT = keepClasses();
    }

    /** The classes of a start as Java has them in memory: a quarter of what each of a hundred starts takes. */
    private static Path keepClasses() {
        Path kept = Path.of("target", "commands.jsa");
        try {
            if (Files.exists(kept)
                    && Files.getLastModifiedTime(kept).compareTo(Files.getLastModifiedTime(PROGRAM)) > 0) {
                return kept;
            }
            Path mine = Path.of("target", "commands-" + ProcessHandle.current().pid() + ".jsa");
            process(Map.of("MILLRACE_CONFIG", ""), command("-XX:ArchiveClassesAtExit=" + mine, "--version"));
            return Files.move(mine, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process started(Map<String, String> environment, List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + process.info());
        }
        return process.exitValue();
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
