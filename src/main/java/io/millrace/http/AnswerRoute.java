package io.millrace.http;

import io.millrace.query.DatabaseAway;
import io.millrace.query.StreamBoard;
import io.millrace.telemetry.ReaderMetrics;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What stands before the resources: an answer that is still good is given again, those who ask the same at one time are answered together,
 * and an answer of one room is given again for as long as the room's row says that nothing has changed. Whatever is left goes on to the
 * resources, and comes back by {@link AnswerFilter}.
 */
@Singleton
class AnswerRoute {
    /** After whoever decides who may read. */
    private static final int PRIORITY = 10;

    private static final String API = "/api/v1/";

    /** Of an answer to HEAD the server sends the head. */
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Whoever has waited that long for the database is given what is kept, while somebody waits on; and nobody asks it a second time. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Pattern LIVE = Pattern.compile("/api/v1/(live|streams/[^/]+/live)");

    private final KeptAnswers answers;
    private final Flights flights;
    private final StreamBoard board;
    private final Outcomes outcomes;
    private final ReaderMetrics metrics;

    AnswerRoute(KeptAnswers answers, Flights flights, StreamBoard board, Outcomes outcomes, ReaderMetrics metrics) {
        this.metrics = metrics;
        this.answers = answers;
        this.flights = flights;
        this.board = board;
        this.outcomes = outcomes;
    }

    void install(@Observes Filters filters) {
        filters.register(this::handle, PRIORITY);
    }

    private void handle(RoutingContext request) {
        String path = request.normalizedPath();
        if (!READING.contains(request.request().method())
                || !path.startsWith(API)
                || LIVE.matcher(path).matches()) {
            request.next();
            return;
        }
        Question question = Question.of(request);
        if (question.form() == Representation.CSV) {
            // The resources know one form; the filter makes the others of it.
            request.request().headers().set("Accept", "application/json");
        }
        answer(request, question);
    }

    private void answer(RoutingContext request, Question question) {
        Kept kept = answers.get(question);
        if (kept != null && kept.isFresh(System.nanoTime())) {
            metrics.givenAgain(ReaderMetrics.By.FRESH);
            send(request, kept.outcome());
            return;
        }
        Flight mine = new Flight(question);
        Flight flight = flights.joinOrBegin(mine);
        if (flight == mine) {
            flights.ledBy(request, mine);
            lead(request, mine);
        } else {
            follow(request, flight);
        }
    }

    private void lead(RoutingContext request, Flight flight) {
        OptionalLong room = flight.question().room();
        // A question that nobody has answered yet may be one to refuse: nothing is read for it before it has been
        // looked at.
        if (room.isEmpty() || !(flight.question().isSummary() || answers.get(flight.question()) != null)) {
            request.next();
            return;
        }
        Consumer<Runnable> here = onContext();
        board.one(room.getAsLong())
                .subscribe()
                .with(
                        seen -> here.accept(
                                () -> seen.ifPresentOrElse(it -> answerOf(it, request, flight), request::next)),
                        failure -> here.accept(() -> unanswered(failure, request, flight)));
    }

    private void unanswered(Throwable failure, RoutingContext request, Flight flight) {
        if (!(failure instanceof DatabaseAway) || !isTakingLong(flight)) {
            // The resource asks again, and says what it is where it meets the same.
            request.next();
            return;
        }
        Kept stale = answers.stale(flight.question());
        if (stale == null) {
            land(request, flight, outcomes.away(String.valueOf(request.request().path())));
        } else {
            metrics.givenAgain(ReaderMetrics.By.STALE);
            land(request, flight, stale.stale(System.nanoTime()));
        }
    }

    private void answerOf(StreamBoard.Seen room, RoutingContext request, Flight flight) {
        flight.isOf(room);
        Kept kept = answers.get(flight.question());
        if (kept != null && room.version().equals(kept.roomVersion())) {
            metrics.givenAgain(ReaderMetrics.By.SAME_ROOM);
            answers.prove(flight.question(), kept, flight.askedNanos());
            land(request, flight, kept.outcome());
        } else if (flight.question().isSummary()) {
            land(request, flight, outcomes.good(room.summary(), flight));
        } else {
            request.next();
        }
    }

    private void land(RoutingContext request, Flight flight, Outcome outcome) {
        flights.end(flight, outcome);
        send(request, outcome);
    }

    private void follow(RoutingContext request, Flight flight) {
        Kept stale = isTakingLong(flight) ? answers.stale(flight.question()) : null;
        if (stale != null) {
            metrics.givenAgain(ReaderMetrics.By.STALE);
            send(request, stale.stale(System.nanoTime()));
            return;
        }
        Consumer<Runnable> here = onContext();
        boolean waits = flight.join(outcome -> here.accept(() -> {
            if (outcome == null) {
                answer(request, flight.question());
            } else {
                metrics.givenAgain(ReaderMetrics.By.SHARED);
                send(request, outcome);
            }
        }));
        if (!waits) {
            answer(request, flight.question());
        }
    }

    private static boolean isTakingLong(Flight flight) {
        return System.nanoTime() - flight.askedNanos() > PATIENCE.toNanos();
    }

    private static Consumer<Runnable> onContext() {
        Context context = Vertx.currentContext();
        return action -> {
            if (Vertx.currentContext() == context) {
                action.run();
            } else {
                context.runOnContext(nothing -> action.run());
            }
        };
    }

    private static void send(RoutingContext request, Outcome outcome) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        HttpServerRequest asked = request.request();
        Outcome.Reply reply = outcome.to(asked.getHeader("If-None-Match"), asked.getHeader("Accept-Encoding"));
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (reply.body() == null) {
            response.end();
        } else {
            response.end(Buffer.buffer(reply.body()));
        }
    }
}
