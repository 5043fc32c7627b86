package io.millrace.http;

import io.millrace.query.TooManyPoints;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.Optional;

/** What resources do with the answers of {@code query}. */
final class Answers {
    private Answers() {}

    static <T> Uni<T> orUnknownRoom(Uni<Optional<T>> answer) {
        return answer.map(found -> found.orElseThrow(Answers::unknownRoom));
    }

    static Refusal unknownRoom() {
        return Refusal.unknown("room_id", "no room has this id");
    }

    static <T> Uni<T> orUnknownUser(Uni<Optional<T>> answer) {
        return answer.map(found -> found.orElseThrow(Answers::unknownUser));
    }

    static Refusal unknownUser() {
        return Refusal.unknown("user", "no user has this id or handle");
    }

    /** @param parameters those by which the reader can ask for less */
    static <T> Uni<T> orTooManyPoints(Uni<T> answer, String... parameters) {
        return answer.onFailure(TooManyPoints.class)
                .transform(tooMany -> Refusal.badRequest(Arrays.stream(parameters)
                        .map(parameter -> new Problem.Fault(
                                parameter,
                                "asks for more than " + TooManyPoints.LIMIT + " points: ask for less at once"))
                        .toList()));
    }
}
