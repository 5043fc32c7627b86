package io.millrace.http;

import io.millrace.query.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of an answer what a reader gets, and keeps it for the next one who asks. */
@ApplicationScoped
class Outcomes {
    /** Kept by the reader alone, and asked about each time. */
    private static final String OPEN = "private, no-cache";

    /** Nothing that comes may change it any more: what the range holds is too old to be accepted. */
    private static final String CLOSED = "private, max-age=3600";

    /** A streak counts at its start, up to a day before the frame that comes; a bucket that starts in the range lasts up to a day beyond it. */
    private static final Duration REACH = Duration.ofDays(2);

    private static final int OK = 200;
    private static final int AWAY = 503;

    private final AnswerForms forms;
    private final KeptAnswers answers;
    private final HttpConfig config;
    private final Clock clock;

    Outcomes(AnswerForms forms, KeptAnswers answers, HttpConfig config, Clock clock) {
        this.forms = forms;
        this.answers = answers;
        this.config = config;
        this.clock = clock;
    }

    /** Of an answer that was made for this question now. */
    Outcome good(Answer answer, Question question) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", isClosed(question) ? CLOSED : OPEN);
        if (question.form() != Representation.JSON) {
            if (answer.asOf() != null) {
                headers.put("As-Of", answer.asOf().toString());
            }
            if (answer instanceof Paged page && page.nextCursor() != null) {
                headers.put("Link", "<" + question.next(page.nextCursor()) + ">; rel=\"next\"");
            }
        }
        return new Outcome(OK, forms.encode(answer, question.form()), headers);
    }

    /** Likewise, and kept. */
    Outcome good(Answer answer, Flight flight) {
        Outcome outcome = good(answer, flight.question());
        answers.keep(flight.question(), outcome, version(answer, flight), flight.askedNanos());
        return outcome;
    }

    /** Where the database is away, and there is no answer to give again. */
    Outcome away(String path) {
        return new Outcome(
                AWAY,
                forms.encode(Problems.away(path)),
                Map.of("Cache-Control", "no-store", "Retry-After", Problems.RETRY_AFTER_SECONDS));
    }

    // With several servers the room may have been looked at on one that was ahead of the one that answered.
    private static @Nullable String version(Answer answer, Flight flight) {
        return flight.room() != null
                        && answer.asOf() != null
                        && !answer.asOf().isBefore(flight.room().summary().asOf())
                ? flight.room().version()
                : null;
    }

    private boolean isClosed(Question question) {
        String until = question.parameter("until");
        if (until == null) {
            return false;
        }
        try {
            return !OffsetDateTime.parse(until.indexOf('T') < 0 ? until + "T00:00Z" : until)
                    .toInstant()
                    .isAfter(clock.instant().minus(config.closedAfter()).minus(REACH));
        } catch (DateTimeParseException anotherFormOfIt) {
            return false;
        }
    }
}
