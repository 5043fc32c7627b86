package io.millrace.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Instant;
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

    private static final int OK = 200;

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
    Outcome good(Record answer, Question question) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", isClosed(question) ? CLOSED : OPEN);
        if (question.form() != Representation.JSON) {
            Object asOf = member(answer, "asOf");
            if (asOf != null) {
                headers.put("As-Of", asOf.toString());
            }
            Object cursor = member(answer, "nextCursor");
            if (cursor != null) {
                headers.put("Link", "<" + question.next(cursor.toString()) + ">; rel=\"next\"");
            }
        }
        return new Outcome(OK, forms.encode(answer, question.form()), headers);
    }

    /** Likewise, and kept. */
    Outcome good(Record answer, Flight flight) {
        Outcome outcome = good(answer, flight.question());
        answers.keep(flight.question(), outcome, version(answer, flight), flight.askedNanos());
        return outcome;
    }

    // With several servers the room may have been looked at on one that was ahead of the one that answered.
    private static @Nullable String version(Record answer, Flight flight) {
        return flight.room() != null
                        && member(answer, "asOf") instanceof Instant asOf
                        && !asOf.isBefore(flight.room().summary().asOf())
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
                    .isAfter(clock.instant().minus(config.closedAfter()));
        } catch (DateTimeParseException anotherFormOfIt) {
            return false;
        }
    }

    private static @Nullable Object member(Record answer, String name) {
        try {
            Method accessor = answer.getClass().getMethod(name);
            return accessor.invoke(answer);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException hasNone) {
            return null;
        }
    }
}
