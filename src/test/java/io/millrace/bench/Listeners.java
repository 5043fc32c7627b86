package io.millrace.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many readers of live streams, each on a connection of its own. */
final class Listeners implements AutoCloseable {
    private static final int AT_A_TIME = 20;
    private static final long STEP_MILLIS = 20;
    private static final int OK = 200;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private Listeners(int listeners) {
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(listeners));
    }

    /** As many as are wanted, over these rooms in turns; they come over some seconds. */
    static Listeners start(URI service, List<Long> rooms, int listeners) {
        Listeners all = new Listeners(listeners);
        for (int i = 0; i < listeners; i++) {
            String path = "/api/v1/streams/" + rooms.get(i % rooms.size()) + "/live";
            all.vertx.setTimer(1 + STEP_MILLIS * (i / AT_A_TIME), timer -> all.listen(service, path));
        }
        return all;
    }

    private void listen(URI service, String path) {
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(service.getHost())
                        .setPort(service.getPort())
                        .setURI(path))
                .compose(sent -> sent.send())
                .onSuccess(response -> {
                    if (response.statusCode() != OK) {
                        gone.incrementAndGet();
                        return;
                    }
                    connected.incrementAndGet();
                    response.handler(chunk -> bytes.addAndGet(chunk.length()));
                    response.exceptionHandler(failure -> gone.incrementAndGet());
                })
                .onFailure(failure -> gone.incrementAndGet());
    }

    int connected() {
        return connected.get();
    }

    /** Refused, or cut off since. */
    int gone() {
        return gone.get();
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
