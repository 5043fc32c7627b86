package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.utils.Exit;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.FileHandler;

/** The launcher's broker: it starts while PostgreSQL does, and what it has to say goes to {@code logs/kafka.log}. */
final class KafkaThread {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(20);

    private final FutureTask<EmbeddedKafka> starting;
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private KafkaThread(FutureTask<EmbeddedKafka> starting) {
        this.starting = starting;
    }

    static KafkaThread start(Home home, int port) throws IOException {
        Path log = LogFile.begin(home.logs(), "kafka.log");
        logTo(log);
        KafkaThread kafka = new KafkaThread(
                new FutureTask<>(() -> EmbeddedKafka.start(home.directory().resolve("kafka-data"), port)));
        kafka.reportInsteadOfHalting(log);
        Thread thread = new Thread(kafka.starting, "kafka-start");
        thread.setDaemon(true);
        thread.start();
        return kafka;
    }

    private static void logTo(Path log) throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        // Everything, unless told otherwise; the loggers of Kafka keep their own level.
        root.setLevel(Level.WARNING);
        Handler handler = new FileHandler(new PatternFormatter("%d %-5p [%c] %s%e%n"), log.toFile(), true);
        root.addHandler(handler);
    }

    /** A broker that cannot go on halts its JVM, which here is everybody's, and says nothing. */
    private void reportInsteadOfHalting(Path log) {
        Exit.Procedure report = (status, message) -> ended.complete("Kafka ended by itself: see " + log);
        Exit.setHaltProcedure(report);
        Exit.setExitProcedure(report);
    }

    /** Returns when the broker accepts connections. */
    void awaitReady() throws InterruptedException {
        try {
            starting.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartFailure failure
                    ? failure
                    : new StartFailure("Kafka did not start: " + e.getCause(), e);
        }
    }

    /** Completes with a line that says so when the broker has ended by itself. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Waits for a start under way, so that what it opened is closed as well. */
    void stop() throws InterruptedException, TimeoutException {
        FutureTask<Boolean> stop = new FutureTask<>(() -> {
            starting.get().stop();
            return true;
        });
        Thread thread = new Thread(stop, "kafka-stop");
        thread.setDaemon(true);
        thread.start();
        try {
            stop.get(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException notStartedAtAll) {
            ended.complete("Kafka did not start");
        }
    }
}
