package io.millrace.http;

import io.millrace.query.Answer;
import io.millrace.telemetry.ReaderMetrics;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a resource has answered, or why it has not, gives it the form and the headers that the reader asked for, and tells it to
 * everybody who asked the same.
 */
@Singleton
class AnswerFilter {
    private static final int AWAY = 503;

    private final Outcomes outcomes;
    private final AnswerForms forms;
    private final KeptAnswers answers;
    private final Flights flights;
    private final ReaderMetrics metrics;

    AnswerFilter(Outcomes outcomes, AnswerForms forms, KeptAnswers answers, Flights flights, ReaderMetrics metrics) {
        this.outcomes = outcomes;
        this.forms = forms;
        this.answers = answers;
        this.flights = flights;
        this.metrics = metrics;
    }

    @ServerResponseFilter
    void finish(ContainerRequestContext request, ContainerResponseContext response, RoutingContext routing) {
        Flight flight = flights.ledBy(routing);
        Outcome outcome;
        if (response.getEntity() instanceof Answer answer) {
            outcome = flight == null ? outcomes.good(answer, Question.of(routing)) : outcomes.good(answer, flight);
        } else if (response.getEntity() instanceof Problem problem) {
            outcome = outcome(problem, flight, response);
        } else {
            return;
        }
        if (flight != null) {
            flights.end(flight, outcome);
        }
        Outcome.Reply reply = outcome.to(
                request.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                request.getHeaderString(HttpHeaders.ACCEPT_ENCODING));
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
        response.setEntity(
                reply.body(),
                new Annotation[0],
                MediaType.valueOf(outcome.encoded().mediaType()));
    }

    private Outcome outcome(Problem problem, @Nullable Flight flight, ContainerResponseContext response) {
        Kept kept = flight == null || problem.status() != AWAY ? null : answers.stale(flight.question());
        if (kept != null) {
            metrics.givenAgain(ReaderMetrics.By.STALE);
            response.getHeaders().remove(HttpHeaders.RETRY_AFTER);
            return kept.stale(System.nanoTime());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        response.getStringHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        headers.remove(HttpHeaders.CONTENT_TYPE);
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        return new Outcome(problem.status(), forms.encode(problem), headers);
    }
}
