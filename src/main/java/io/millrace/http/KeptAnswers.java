package io.millrace.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were given and may be given again, by what was asked: path, parameters and form. Bounded in bytes. Nothing in it is anybody's
 * own: who may ask at all is decided before.
 *
 * <p>Made when it is first asked: filters of answers exist before the settings do.
 */
@ApplicationScoped
class KeptAnswers {
    /** Of one room: whether it has changed is cheap to ask, so this is only for those who ask together. */
    private static final Duration ROOM_IS_FRESH = Duration.ofMillis(5);

    private static final int TIMES_AS_LONG = 10;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Cache<Question, Kept> answers;
    private final Duration freshFor;
    private final Duration staleFor;

    KeptAnswers(HttpConfig config) {
        freshFor = config.freshFor();
        staleFor = config.staleFor();
        answers = Caffeine.newBuilder()
                .maximumWeight(config.keptBytes().asLongValue())
                .weigher((Question question, Kept kept) ->
                        question.weight() + kept.outcome().encoded().weight())
                .expireAfterAccess(staleFor.compareTo(Duration.ofMinutes(1)) > 0 ? staleFor : Duration.ofMinutes(1))
                .build();
    }

    @Nullable
    Kept get(Question question) {
        return answers.getIfPresent(question);
    }

    /** One that may stand for the answer that the database cannot give now; null where there is none, or it is too old. */
    @Nullable
    Kept stale(Question question) {
        Kept kept = answers.getIfPresent(question);
        return kept == null || kept.isOlderThan(staleFor, System.nanoTime()) ? null : kept;
    }

    /** @param roomVersion as {@link Kept} has it */
    void keep(Question question, Outcome outcome, @Nullable String roomVersion, long askedNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);
        Kept made = new Kept(outcome, roomVersion, askedNanos, askedNanos, freshFor(question, took));
        // An older question may be answered after a newer one, when whoever led it had gone: readers never go back.
        answers.asMap().merge(question, made, (known, later) -> known.madeNanos() - askedNanos > 0 ? known : later);
    }

    /** It is what the database would have said at that time. */
    void prove(Question question, Kept kept, long atNanos) {
        answers.asMap().replace(question, kept, kept.proven(atNanos));
    }

    // For ten times as long as it took, so that no question ever takes more than a tenth of a connection.
    private Duration freshFor(Question question, Duration took) {
        if (question.room().isPresent() || freshFor.isZero()) {
            return least(freshFor, ROOM_IS_FRESH);
        }
        Duration wanted = least(took.multipliedBy(TIMES_AS_LONG), LONGEST);
        return wanted.compareTo(freshFor) > 0 ? wanted : freshFor;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
