package io.millrace.bench.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.contenders.Contenders;
import io.millrace.bench.measure.BatchTotals;
import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.servers.BrokerServer;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Millrace with every figure, as it is built, in a process of its own. */
public final class Service implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    /** Longer than the service's own bound of a read. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final ProcessTree tree;
    private final URI root;
    private final String topic;
    private volatile @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Service(Process process, URI root, String topic) {
        this.process = process;
        this.tree = new ProcessTree(process.toHandle());
        this.root = root;
        this.topic = topic;
    }

    /**
     * Does not wait; see {@link #awaitReady}.
     *
     * @param topic of live events, read on from where the database's books stand
     * @param heap as {@code -Xmx} takes it
     * @param variables of its environment, beside those of every run
     * @param log appended to
     */
    public static Service start(
            PostgresServer postgres,
            String database,
            BrokerServer broker,
            String topic,
            String heap,
            Map<String, String> variables,
            Path log)
            throws IOException {
        int port = Children.freePort();
        ProcessBuilder service = Contenders.service(postgres, database, broker.bootstrapServers(), topic, port, heap);
        service.environment().putAll(variables);
        Process process = Children.start(
                service.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        return new Service(process, URI.create("http://127.0.0.1:" + port), topic);
    }

    /** @throws IllegalStateException it has ended, or takes too long */
    public void awaitReady() {
        Children.until(READY_WITHIN, () -> isReady() || !process.isAlive());
        if (!isReady()) {
            throw new IllegalStateException("the service is not ready");
        }
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").status() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Shows this token with each question from now on. */
    public void show(String bearer) {
        token = bearer;
    }

    /** Where it listens. */
    public URI root() {
        return root;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Of the service's process. */
    public ProcessTree tree() {
        return tree;
    }

    /**
     * One answer.
     *
     * @param seconds from before the request to the last byte of the body
     */
    public record Answer(int status, byte[] body, double seconds) {
        /** @throws IOException the service has refused, or it is no JSON */
        public JsonNode json() throws IOException {
            if (status != OK) {
                throw new IOException("answered " + status + ": " + new String(body, StandardCharsets.UTF_8));
            }
            return JSON.readTree(body);
        }
    }

    /** @param path with its query */
    public Answer get(String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).timeout(ANSWERS_WITHIN);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        long began = System.nanoTime();
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), (System.nanoTime() - began) / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What it has told of its batches of live events so far. */
    public BatchTotals batches() throws IOException {
        return BatchTotals.in(new String(get("/q/metrics").body(), StandardCharsets.UTF_8), topic);
    }

    @Override
    public void close() {
        process.destroy();
        if (!Children.awaitEnd(process, ENDS_WITHIN)) {
            Children.kill(process);
        }
    }
}
