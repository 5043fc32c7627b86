package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.store.StoreDatabase;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration HOLDS = Duration.ofSeconds(90);

    private final AtomicLong nanos = new AtomicLong();
    private StoreDatabase database;
    private Token token;

    @BeforeAll
    void migrate() {
        database = new StoreDatabase("tokens");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void oneToken() {
        database.execute("TRUNCATE api_tokens");
        token = Token.fresh(new SecureRandom());
        answer(tokensToKeep().create(token, "team", Set.of(Scope.EXPORT), NOON.plusSeconds(3600)));
    }

    @Test
    void onlyTheWholeTokenIsLetIn() {
        Tokens tokens = at(NOON);
        assertThat(answer(tokens.read())).isEqualTo(1);

        assertThat(tokens.find(token.text())).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(token.id());
            assertThat(found.team()).isEqualTo("team");
            assertThat(found.may(Scope.READ)).isTrue();
            assertThat(found.may(Scope.ADMIN)).isFalse();
        });
        Token other = Token.fresh(new SecureRandom());
        String secret = token.text().substring(12);
        for (String wrong : List.of(
                "",
                "mr_",
                token.id(),
                secret,
                other.text(),
                "mr_" + token.id() + other.text().substring(11),
                "mr_" + other.id() + "_" + secret,
                token.text() + "x",
                token.text().substring(0, 54))) {
            assertThat(tokens.find(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void nobodyIsLetInBeforeTheFirstReading() {
        Tokens tokens = at(NOON);
        assertThat(tokens.areKnown()).isFalse();
        assertThat(tokens.find(token.text())).isEmpty();
        assertThat(tokens.isValid(token.id())).isFalse();
    }

    @Test
    void aRevocationActsWithTheNextReadingAndAnExpiryByItself() {
        Tokens tokens = at(NOON);
        answer(tokens.read());
        answer(tokensToKeep().revoke(token.id()));
        assertThat(tokens.find(token.text())).isPresent();
        assertThat(answer(tokens.read())).isZero();
        assertThat(tokens.find(token.text())).isEmpty();
        assertThat(tokens.isValid(token.id())).isFalse();

        TurningClock clock = new TurningClock();
        Token second = Token.fresh(new SecureRandom());
        answer(tokensToKeep().create(second, "team", Set.of(Scope.READ), NOON.plusSeconds(60)));
        Tokens expiring = new Tokens(() -> List.of(database.pool()), clock, nanos::get, HOLDS);
        answer(expiring.read());
        assertThat(expiring.find(second.text())).isPresent();
        clock.now = NOON.plusSeconds(60);
        assertThat(expiring.find(second.text())).isEmpty();
    }

    @Test
    void whileTheDatabaseIsAwayTheLastReadingHoldsForABoundedTimeAndThenNobodyIsLetIn() {
        Tokens tokens = at(NOON);
        answer(tokens.read());
        database.execute("ALTER TABLE api_tokens RENAME TO api_tokens_away");
        try {
            nanos.addAndGet(HOLDS.toNanos());
            assertThatThrownBy(() -> answer(tokens.read())).hasMessageContaining("api_tokens");
            assertThat(tokens.find(token.text())).isPresent();

            nanos.addAndGet(1);
            assertThat(tokens.areKnown()).isFalse();
            assertThat(tokens.find(token.text())).isEmpty();
            assertThat(tokens.isValid(token.id())).isFalse();
        } finally {
            database.execute("ALTER TABLE api_tokens_away RENAME TO api_tokens");
        }
        answer(tokens.read());
        assertThat(tokens.find(token.text())).isPresent();
    }

    private static final class TurningClock extends Clock {
        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Tokens at(Instant now) {
        return new Tokens(() -> List.of(database.pool()), Clock.fixed(now, ZoneOffset.UTC), nanos::get, HOLDS);
    }

    private ApiTokens tokensToKeep() {
        return new ApiTokens(database.pool(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static <T> T answer(Uni<T> asked) {
        return asked.await().atMost(A_MINUTE);
    }
}
