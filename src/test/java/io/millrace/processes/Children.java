package io.millrace.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Child processes, signals and ports. A child ends with the JVM that started it, however that ends, where Linux allows it. */
public final class Children {
    private static final boolean DIES_WITH_US = works("setpriv", "--pdeathsig", "KILL", "--", "true");

    private Children() {}

    /** A JVM with our own class path. */
    public static List<String> java(List<String> options, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    /** Started by a thread that lives as long as the child: Linux ties a child to the thread, not to the process. */
    public static Process start(ProcessBuilder builder) throws IOException {
        if (DIES_WITH_US) {
            List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
            command.addAll(builder.command());
            builder.command(command);
        }
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread keeper = new Thread(
                () -> {
                    try {
                        Process process = builder.start();
                        started.complete(process);
                        process.waitFor();
                    } catch (IOException e) {
                        started.completeExceptionally(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "keeper");
        keeper.setDaemon(true);
        keeper.start();
        return started.join();
    }

    public static void signal(String name, long pid) {
        run("kill", "-" + name, String.valueOf(pid));
    }

    /** Runs a small tool to its end; answers whether it said yes. */
    public static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean works(String... command) {
        try {
            return run(command);
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return probe.getLocalPort();
        }
    }

    /** Lets a fault last. */
    public static void hold(Duration time) {
        until(time, () -> false);
    }

    /** Waits until it is so, at most that long; answers whether it is. */
    public static boolean until(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return true;
    }

    public static void kill(Process process) {
        process.destroyForcibly();
        awaitEnd(process, Duration.ofSeconds(20));
    }

    public static boolean awaitEnd(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
