package io.millrace.faults;

import io.millrace.processes.Children;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The servers of a run, each behind its proxy.
 *
 * <pre>
 *   service ──▶ proxy + commit trap ──▶ PostgreSQL ◀── sampler, verifier
 *           ──▶ proxy ──▶ Kafka ◀── producer, verifier, admin
 * </pre>
 */
final class Servers implements AutoCloseable {
    private static final String PREFIX = "millrace-faults-";
    private static final String POSTGRES = "postgres";
    private static final String OWNER = "owner.pid";

    private final Path directory;
    private final CommitTrap trap = new CommitTrap();
    private final PostgresProcess postgres;
    private final BrokerProcess kafka;
    private final FaultProxy toPostgres;
    private final FaultProxy toKafka;
    private final Thread atExit = new Thread(this::end, "servers-end");

    private Servers(
            Path directory, PostgresProcess postgres, BrokerProcess kafka, FaultProxy toKafka, int postgresProxy)
            throws IOException {
        this.directory = directory;
        this.postgres = postgres;
        this.kafka = kafka;
        this.toKafka = toKafka;
        this.toPostgres = FaultProxy.start("to-postgres", postgresProxy, postgres.port(), trap);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Servers start() throws IOException {
        Path directory = Files.createTempDirectory(PREFIX);
        sweep(Path.of(System.getProperty("java.io.tmpdir")));
        Files.writeString(
                directory.resolve(OWNER), String.valueOf(ProcessHandle.current().pid()));
        // Started as root, PostgreSQL runs as another user, who has to pass through.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        int behind = Children.freePort();
        FaultProxy toKafka = FaultProxy.start("to-kafka", Children.freePort(), behind, FaultProxy.Taps.NONE);
        BrokerProcess kafka = BrokerProcess.start(directory.resolve("kafka"), behind, toKafka.port());
        CompletableFuture<PostgresProcess> postgres = CompletableFuture.supplyAsync(() -> {
            try {
                return PostgresProcess.create(directory.resolve(POSTGRES), Children.freePort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        });
        kafka.awaitReady();
        return new Servers(directory, postgres.join(), kafka, toKafka, Children.freePort());
    }

    /** A run that was killed could not take its volumes down. */
    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path run : runs) {
                if (isLeftover(run.resolve(OWNER))) {
                    PostgresProcess.unmount(run.resolve(POSTGRES));
                    Children.run("rm", "-rf", run.toString());
                }
            }
        }
    }

    private static boolean isLeftover(Path owner) throws IOException {
        return Files.exists(owner)
                && ProcessHandle.of(Long.parseLong(Files.readString(owner))).isEmpty();
    }

    CommitTrap trap() {
        return trap;
    }

    PostgresProcess postgres() {
        return postgres;
    }

    BrokerProcess kafka() {
        return kafka;
    }

    FaultProxy toPostgres() {
        return toPostgres;
    }

    FaultProxy toKafka() {
        return toKafka;
    }

    /** Takes every toxic away and lets everything run: what a case must have done anyway. */
    void heal() throws IOException {
        trap.disarm();
        toPostgres.heal();
        toKafka.heal();
        toPostgres.up();
        toKafka.up();
        kafka.thaw();
        postgres.thaw();
    }

    private void end() {
        try {
            toPostgres.close();
            toKafka.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            kafka.close();
            postgres.close();
            if (Files.exists(directory)) {
                Children.run("rm", "-rf", directory.toString());
            }
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
