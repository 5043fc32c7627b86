package io.millrace.http;

import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A reader of a live stream, and what came so far, line by line. */
final class Listening implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpResponse<Stream<String>> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Listening(HttpResponse<Stream<String>> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "listening");
        reader.setDaemon(true);
        reader.start();
    }

    static Listening to(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/v1" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Listening(HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines()));
    }

    private void read() {
        try (Stream<String> all = response.body()) {
            all.forEach(lines::add);
        } catch (RuntimeException closed) {
            lines.add("(closed)");
        }
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What follows the name of a field, each time that it came. */
    List<String> field(String name) {
        String prefix = name + ": ";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    void await(Predicate<Listening> condition) {
        Awaitility.await().atMost(PATIENCE).until(() -> condition.test(this));
    }

    @Override
    public void close() {
        response.body().close();
    }
}
