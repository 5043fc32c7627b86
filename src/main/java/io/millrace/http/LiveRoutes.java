package io.millrace.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /live} and {@code /streams/{room_id}/live}: server-sent events. Written on the connection itself, where it is seen whether the
 * reader takes what he is given.
 */
@Singleton
class LiveRoutes {
    static final String PATH = "/api/v1/live";
    static final String OF_ROOM = "/api/v1/streams/:room_id/live";

    private final LiveFeeds feeds;
    private final AnswerForms forms;
    private final HttpConfig config;
    private final AtomicInteger connected = new AtomicInteger();

    LiveRoutes(LiveFeeds feeds, AnswerForms forms, HttpConfig config) {
        this.feeds = feeds;
        this.forms = forms;
        this.config = config;
    }

    void install(@Observes Router router) {
        router.get(PATH).handler(request -> listen(request, LiveFeeds.OVERVIEW));
        router.get(OF_ROOM).handler(this::listenToRoom);
        router.route(PATH).handler(request -> refuse(request, Refusal.method()));
        router.route(OF_ROOM).handler(request -> refuse(request, Refusal.method()));
    }

    private void listenToRoom(RoutingContext request) {
        Parameters given = new Parameters();
        long room = given.roomId(request.pathParam("room_id"));
        try {
            given.accept();
        } catch (Refusal refusal) {
            refuse(request, refusal);
            return;
        }
        listen(request, room);
    }

    private void listen(RoutingContext request, long id) {
        List<Problem.Fault> unknown = request.queryParams().names().stream()
                .map(UnknownParameters::fault)
                .toList();
        if (!unknown.isEmpty()) {
            refuse(request, Refusal.badRequest(unknown));
        } else if (connected.incrementAndGet() > config.listeners()) {
            connected.decrementAndGet();
            refuse(request, Refusal.busy("Too many readers are listening. Try again later."));
        } else {
            request.addEndHandler(ended -> connected.decrementAndGet());
            Context context = Vertx.currentContext();
            feeds.newest(id)
                    .subscribe()
                    .with(
                            newest -> context.runOnContext(nothing -> begin(request, id, newest)),
                            failure -> context.runOnContext(nothing -> refuse(request, Refusal.busy(Problems.AWAY))));
        }
    }

    private void begin(RoutingContext request, long id, @Nullable Change newest) {
        if (newest == null) {
            refuse(request, Answers.unknownRoom());
        } else if (!request.response().closed()) {
            Listener listener = new Listener(request.request());
            request.addEndHandler(ended -> feeds.leave(id, listener));
            listener.begin();
            feeds.join(id, newest, listener, request.request().getHeader("Last-Event-ID"));
        }
    }

    private void refuse(RoutingContext request, Refusal refusal) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (refusal.status() == Refusal.BUSY) {
            response.putHeader("Retry-After", Problems.RETRY_AFTER_SECONDS);
        } else if (refusal.status() == Refusal.METHOD) {
            response.putHeader("Allow", "GET");
        }
        Problem problem = refusal.problem(String.valueOf(request.request().path()));
        response.setStatusCode(refusal.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(forms.encode(problem).plain()));
    }
}
