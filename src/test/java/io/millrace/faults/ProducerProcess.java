package io.millrace.faults;

import io.millrace.faults.world.HistoryProducer;
import io.millrace.processes.Children;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The program that publishes, as a process; see {@link HistoryProducer} for its commands. */
final class ProducerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private long ops;

    ProducerProcess(String bootstrap, String liveEvents, String profileStats, long seed, Path history, long firstOp)
            throws IOException {
        this.ops = firstOp;
        this.process = Children.start(new ProcessBuilder(Children.java(
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                        HistoryProducer.class.getName(),
                        List.of(
                                bootstrap,
                                liveEvents,
                                profileStats,
                                String.valueOf(seed),
                                "0",
                                history.toString(),
                                String.valueOf(firstOp))))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        history.resolveSibling("producer.log").toFile())));
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns when everything that was sent before has met its fate. */
    private synchronized void tell(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        String verb = command.split(" ", 2)[0];
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(verb + " ")) {
                ops = Long.parseLong(line.substring(verb.length() + 1));
                return;
            }
        }
        throw new IllegalStateException("the producer has ended at: " + command);
    }

    void rate(int recordsPerSecond) throws IOException {
        tell("rate " + recordsPerSecond);
    }

    void pause() throws IOException {
        tell("pause");
    }

    void burst(int records) throws IOException {
        tell("burst " + records);
    }

    void poison() throws IOException {
        tell("poison");
    }

    void oldDays() throws IOException {
        tell("old-days");
    }

    /** The first op id that it has not used. */
    long nextOp() {
        return ops;
    }

    void stop() throws IOException {
        if (process.isAlive()) {
            tell("stop");
        }
    }

    @Override
    public void close() {
        Children.kill(process);
    }
}
