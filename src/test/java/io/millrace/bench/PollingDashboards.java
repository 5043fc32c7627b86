package io.millrace.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Many dashboards, each with a connection and a room of its own, asking once a second with the ETag of what they have. Timed from when a
 * question was due, so that one which waits for the answer before is slow, and not left out.
 */
final class PollingDashboards implements AutoCloseable {
    private static final long EVERY_MILLIS = 1000;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final URI service;
    private final @Nullable String token;
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong changed = new AtomicLong();
    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean isOver;

    private PollingDashboards(URI service, int dashboards, @Nullable String token) {
        this.service = service;
        this.token = token;
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(dashboards));
    }

    /**
     * Begin one after the other within the first second.
     *
     * @param token that all of them show; null: none is asked for
     */
    static PollingDashboards start(URI service, List<Long> rooms, @Nullable String token) {
        PollingDashboards all = new PollingDashboards(service, rooms.size(), token);
        for (int i = 0; i < rooms.size(); i++) {
            all.begin("/api/v1/streams/" + rooms.get(i), 1 + EVERY_MILLIS * i / rooms.size());
        }
        return all;
    }

    private void begin(String path, long afterMillis) {
        Dashboard dashboard = new Dashboard(path);
        vertx.setTimer(afterMillis, first -> {
            dashboard.ask(System.nanoTime());
            vertx.setPeriodic(EVERY_MILLIS, each -> dashboard.ask(System.nanoTime()));
        });
    }

    /** Forgets what was seen so far: a window begins. */
    void forget() {
        millis.clear();
        changed.set(0);
        unchanged.set(0);
        failed.set(0);
    }

    List<Double> millis() {
        synchronized (millis) {
            return List.copyOf(millis);
        }
    }

    long changed() {
        return changed.get();
    }

    long unchanged() {
        return unchanged.get();
    }

    /** Neither 200 nor 304, or no answer. */
    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        isOver = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private final class Dashboard {
        private final String path;
        private @Nullable String etag;

        Dashboard(String path) {
            this.path = path;
        }

        void ask(long dueNanos) {
            if (isOver) {
                return;
            }
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setHost(service.getHost())
                    .setPort(service.getPort())
                    .setURI(path);
            if (token != null) {
                request.putHeader("Authorization", "Bearer " + token);
            }
            if (etag != null) {
                request.putHeader("If-None-Match", etag);
            }
            client.request(request)
                    .compose(sent -> sent.send())
                    .compose(response -> response.body().map(body -> response))
                    .onSuccess(response -> seen(response, dueNanos))
                    .onFailure(failure -> failed.incrementAndGet());
        }

        private void seen(HttpClientResponse response, long dueNanos) {
            millis.add((System.nanoTime() - dueNanos) / 1e6);
            etag = response.getHeader("ETag");
            switch (response.statusCode()) {
                case OK -> changed.incrementAndGet();
                case NOT_MODIFIED -> unchanged.incrementAndGet();
                default -> failed.incrementAndGet();
            }
        }
    }
}
