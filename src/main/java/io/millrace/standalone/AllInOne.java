package io.millrace.standalone;

import io.millrace.ops.CapturePlayer;
import io.millrace.ops.Demo;
import io.millrace.standalone.Settings.UsageFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The launcher: everything on this machine, from one command.
 *
 * <pre>
 *   home taken ─▶ leftovers ended ─▶ ports free? ─▶ PostgreSQL ┬─▶ service ready ─▶ endpoints.env ─▶ demo ─▶ wait
 *                                                   Kafka ─────┘
 *   SIGTERM, Ctrl-C, or one of them ended:  demo ─▶ service ─▶ Kafka ─▶ PostgreSQL ─▶ home left
 * </pre>
 *
 * <p>What keeps it from starting is one line on standard error and exit code 1; a wrong argument or setting is exit code 2.
 */
public final class AllInOne {
    /** Longer than it takes to end what a start has in hand; the next start cleans up behind what takes longer still. */
    private static final Duration START_GIVES_UP_WITHIN = Duration.ofSeconds(10);

    private static final String WRITER = "millrace_ingest";
    private static final String READER = "millrace_api";

    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;

    private final Thread starter = Thread.currentThread();
    private final CountDownLatch startIsOver = new CountDownLatch(1);

    private volatile boolean stopping;
    private volatile @Nullable Home home;
    private volatile @Nullable EmbeddedPostgres postgres;
    private volatile @Nullable KafkaThread kafka;
    private volatile @Nullable ServiceProcess service;
    private volatile @Nullable Demo demo;

    private AllInOne(Settings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    public static void main(String... arguments) {
        // Before the first logger: Kafka's messages come by way of this log manager.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        if (List.of(arguments).equals(List.of("--help"))) {
            System.out.print(Settings.USAGE);
            return;
        }
        try {
            Settings settings = Settings.read(List.of(arguments), System.getenv());
            System.exit(new AllInOne(settings, System.out, System.err).run());
        } catch (UsageFailure e) {
            System.err.println("millrace: " + e.getMessage());
            System.err.print(Settings.USAGE);
            System.exit(2);
        }
    }

    /** Starts everything and waits until some of it ends by itself. Being told to stop ends the whole process instead. */
    private int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "all-in-one-stop"));
        String reason = reasonToEnd();
        if (!stopping) {
            err.println("millrace: " + reason.replaceAll("\\s*[\\r\\n]+\\s*", " "));
        }
        return 1;
    }

    private String reasonToEnd() {
        try {
            CompletableFuture<Object> somethingEnded = start();
            startIsOver.countDown();
            return (String) somethingEnded.join();
        } catch (StartFailure e) {
            return String.valueOf(e.getMessage());
        } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
            return "cannot start: " + e;
        } finally {
            startIsOver.countDown();
        }
    }

    /** @return completes with a line that says what has ended by itself */
    private CompletableFuture<Object> start() throws IOException, SQLException, InterruptedException {
        Home taken = Home.take(settings.home());
        home = taken;
        taken.removeEndpoints();
        ServiceProcess.stopLeftover(taken);
        EmbeddedPostgres.stopLeftover(taken.directory());
        requireFree(settings.httpPort(), Settings.HTTP_PORT);
        requireFree(settings.kafkaPort(), Settings.KAFKA_PORT);
        requireFree(settings.postgresPort(), Settings.POSTGRES_PORT);

        out.println("Starting PostgreSQL, Kafka and Millrace in " + taken.directory() + " …");
        KafkaThread startedKafka = KafkaThread.start(taken, settings.kafkaPort());
        kafka = startedKafka;
        EmbeddedPostgres startedPostgres =
                EmbeddedPostgres.start(taken.directory(), settings.postgresPort(), EmbeddedPostgres.Durability.FSYNC);
        postgres = startedPostgres;
        Endpoints endpoints = new Endpoints(settings, taken.password(Endpoints.USER));
        startedPostgres.createRole(Endpoints.USER, endpoints.password());
        startedPostgres.createDatabase(Endpoints.DATABASE, Endpoints.USER);
        // As in the containers: the service writes and reads as roles that may nothing else; the migration gives them
        // their rights.
        startedPostgres.createRole(WRITER, taken.password(WRITER));
        startedPostgres.createRole(READER, taken.password(READER));
        startedPostgres.restrict(Endpoints.DATABASE, READER);
        startedKafka.awaitReady();

        ServiceProcess startedService = ServiceProcess.start(taken, serviceSettings(endpoints, taken));
        service = startedService;
        startedService.awaitReady(endpoints.http());
        taken.writeEndpoints(endpoints.asVariables());
        if (settings.demo()) {
            Demo playing = CapturePlayer.demo(endpoints.kafka(), settings.liveEventsTopic());
            demo = playing;
            playing.start();
        }
        out.println(endpoints.asSummary(taken));
        return CompletableFuture.anyOf(
                startedService.ended(),
                startedKafka.ended(),
                startedPostgres
                        .ended()
                        .thenApply(it -> "PostgreSQL ended by itself: see "
                                + taken.logs().resolve("postgres.log")));
    }

    private static void requireFree(int port, String variable) throws IOException {
        try {
            LoopbackPort.requireFree(port);
        } catch (StartFailure e) {
            throw new StartFailure(e.getMessage() + "; set " + variable + " to use another", e);
        }
    }

    private Map<String, String> serviceSettings(Endpoints endpoints, Home taken) throws IOException {
        return Map.ofEntries(
                Map.entry("MILLRACE_HOME", taken.directory().toString()),
                Map.entry("MILLRACE_HTTP_PORT", String.valueOf(settings.httpPort())),
                Map.entry("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", endpoints.kafka()),
                Map.entry("MILLRACE_INTAKE_SECURITY", "plaintext"),
                Map.entry("MILLRACE_STORE_HOST", LoopbackPort.HOST),
                Map.entry("MILLRACE_STORE_PORT", String.valueOf(settings.postgresPort())),
                Map.entry("MILLRACE_STORE_DATABASE", Endpoints.DATABASE),
                // Whatever config.json says of another database: itself, so none.
                Map.entry("MILLRACE_STORE_REPLICA_HOST", LoopbackPort.HOST),
                Map.entry("MILLRACE_STORE_REPLICA_PORT", String.valueOf(settings.postgresPort())),
                Map.entry("MILLRACE_STORE_TLS", "disable"),
                Map.entry("MILLRACE_STORE_USER", WRITER),
                Map.entry("MILLRACE_STORE_PASSWORD", taken.password(WRITER)),
                Map.entry("MILLRACE_STORE_OWNER", Endpoints.USER),
                Map.entry("MILLRACE_STORE_OWNER_PASSWORD", endpoints.password()),
                Map.entry("MILLRACE_STORE_READER", READER),
                Map.entry("MILLRACE_STORE_READER_PASSWORD", taken.password(READER)));
    }

    /** In the order of who needs whom. A step that fails is named, and does not keep the next from being taken. */
    private void stop() {
        stopping = true;
        step("the start", startIsOver, this::giveUp);
        step("endpoints.env", home, Home::removeEndpoints);
        step("the demo", demo, Demo::close);
        step("the service", service, ServiceProcess::stop);
        step("Kafka", kafka, KafkaThread::stop);
        step("PostgreSQL", postgres, EmbeddedPostgres::stop);
        if (postgres != null) {
            out.println("Millrace has stopped.");
        }
        step("the home", home, Home::close);
    }

    private void giveUp(CountDownLatch start) throws InterruptedException {
        if (start.getCount() > 0) {
            starter.interrupt();
            start.await(START_GIVES_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private interface Step<T> {
        void take(T what) throws Exception;
    }

    private <T> void step(String name, @Nullable T what, Step<T> step) {
        if (what == null) {
            return;
        }
        try {
            step.take(what);
        } catch (Exception e) {
            err.println("millrace: stopping " + name + " failed: " + e);
        }
    }
}
