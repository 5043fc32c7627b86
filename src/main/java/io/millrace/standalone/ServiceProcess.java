package io.millrace.standalone;

import io.millrace.config.PrivateFile;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The production service as a child process, unchanged; its settings go by the environment.
 *
 * <p>Its standard input is a pipe from here, so that it sees the launcher die, however that happens, and ends itself.
 */
final class ServiceProcess {
    /** The first start also makes the schema, on a machine that is busy starting two servers. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    /** It finishes the batch in hand and commits; what does not fit is read again at the next start. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(25);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

    private final Process process;
    private final Path pidFile;
    private final Path log;

    private ServiceProcess(Process process, Path pidFile, Path log) {
        this.process = process;
        this.pidFile = pidFile;
        this.log = log;
    }

    static ServiceProcess start(Home home, Map<String, String> environment) throws IOException, InterruptedException {
        Path log = LogFile.begin(home.logs(), "service.log");
        Path pidFile = home.directory().resolve("service.pid");
        ProcessBuilder builder = new ProcessBuilder(command(home))
                // It would take settings from a .env where it stands: that of the containers may be somebody else's,
                // and is not meant for it.
                .directory(home.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("MILLRACE_PARENT_PIPE", "stdin");
        Process process = builder.start();
        PrivateFile.write(pidFile, String.valueOf(process.pid()));
        return new ServiceProcess(process, pidFile, log);
    }

    private static List<String> command(Home home) throws InterruptedException {
        List<String> command = new ArrayList<>(OwnSession.prefix());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xmn160m",
                "-XX:SurvivorRatio=3",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                markOf(home),
                "-jar",
                runnableJar().toString(),
                "serve"));
        return command;
    }

    /** Tells a leftover service of this home from any other process. */
    private static String markOf(Home home) {
        return "-Dmillrace.home=" + home.directory();
    }

    /** {@code quarkus-run.jar}: it stands above the directory of the jar that holds this very class. */
    private static Path runnableJar() {
        Path own = Path.of(URI.create(ServiceProcess.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path jar = own.resolveSibling("../quarkus-run.jar").normalize();
        if (Files.notExists(jar)) {
            throw new StartFailure("the service is not built (" + jar + " is missing): run mvn package");
        }
        return jar;
    }

    /** Waits for the service of a killed launcher to end, which it does by itself, and ends it where it does not. */
    static void stopLeftover(Home home) throws IOException, InterruptedException {
        Path pidFile = home.directory().resolve("service.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        // A file that a full disk or a crash left empty names nobody.
        Optional<ProcessHandle> leftover = Optional.of(Files.readString(pidFile).strip())
                .filter(pid -> pid.matches("[0-9]{1,10}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(process -> Leftover.commandLineOf(process).contains(markOf(home)));
        if (leftover.isPresent()) {
            leftover.get().destroy();
            if (!Leftover.exits(leftover.get(), STOPS_WITHIN)) {
                leftover.get().destroyForcibly();
            }
        }
        Files.delete(pidFile);
    }

    /** @throws StartFailure when it ends before it is ready, or is not ready in time */
    void awaitReady(String httpUrl) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(READY_WITHIN);
        String answer = "nothing";
        while (Instant.now().isBefore(deadline)) {
            if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartFailure("the service ended while starting (exit code " + process.exitValue() + "): "
                        + LogFile.lastLine(log, " ERROR ") + " (see " + log + ")");
            }
            answer = readiness(httpUrl);
            if (answer.equals("200")) {
                return;
            }
        }
        throw new StartFailure("the service is not ready after " + READY_WITHIN.toSeconds()
                + " s: /q/health/ready answers " + answer + " (see " + log + ")");
    }

    private static String readiness(String httpUrl) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(httpUrl + "/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout((int) ANSWERS_WITHIN.toMillis());
            connection.setReadTimeout((int) ANSWERS_WITHIN.toMillis());
            return String.valueOf(connection.getResponseCode());
        } catch (IOException notYet) {
            return "nothing";
        }
    }

    /** Completes with a line that says so when the service has ended, for whatever reason. */
    CompletableFuture<String> ended() {
        return process.onExit()
                .thenApply(it -> "the service ended by itself (exit code " + it.exitValue() + "): see " + log);
    }

    void stop() throws IOException, InterruptedException {
        // By its handle: Process.destroy() would close its standard input too, and it would end twice at once, half of
        // it undone.
        process.toHandle().destroy();
        if (!process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.deleteIfExists(pidFile);
    }
}
