package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.StoreDatabase;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiTokensTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private StoreDatabase database;

    @BeforeAll
    void migrate() {
        database = new StoreDatabase("api_tokens");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void none() {
        database.execute("TRUNCATE api_tokens");
    }

    @Test
    void nothingThatIsKeptTellsTheSecret() {
        Token token = Token.fresh(new SecureRandom());
        answer(at(NOON).create(token, "Dashboards", Set.of(Scope.EXPORT, Scope.READ), NOON.plusSeconds(60)));

        String secret = token.text().substring("mr_12345678_".length());
        assertThat(database.rows("SELECT t::text FROM api_tokens t"))
                .singleElement()
                .asString()
                .contains(token.id(), "Dashboards", "{read,export}")
                .doesNotContain(secret);
        assertThat(database.rows("SELECT encode(secret_hash, 'hex') = encode(sha256('" + secret
                        + "'::bytea), 'hex') FROM api_tokens"))
                .containsExactly("true");
        assertThat(answer(at(NOON).all()))
                .containsExactly(new KnownToken(
                        token.id(), "Dashboards", Set.of(Scope.READ, Scope.EXPORT), NOON, NOON.plusSeconds(60), null));
    }

    @Test
    void theFirstRevocationStandsAndNoOtherTokenIsTouched() {
        Token one = create();
        Token other = create();

        Optional<KnownToken> first = answer(at(NOON.plusSeconds(10)).revoke(one.id()));
        Optional<KnownToken> second = answer(at(NOON.plusSeconds(20)).revoke(one.id()));

        assertThat(first).isEqualTo(second).isEqualTo(answer(at(NOON).find(one.id())));
        assertThat(first.orElseThrow().revokedAt()).isEqualTo(NOON.plusSeconds(10));
        assertThat(answer(at(NOON).find(other.id())).orElseThrow().revokedAt()).isNull();
        assertThat(answer(at(NOON).revoke("nobodyss"))).isEmpty();
    }

    @Test
    void onlySoManyAreValidAtATimeAndAnEndedOneMakesRoom() {
        database.execute("""
                INSERT INTO api_tokens (id, team, scopes, secret_hash, created_at, expires_at)
                SELECT lpad(n::text, 8, '0'), 'many', '{read}', sha256(n::text::bytea), '2026-11-20 11:00Z', '2026-11-20 13:00Z'
                  FROM generate_series(1, %d) n
                """.formatted(ApiTokens.MOST));

        assertThat(tried(NOON)).isEmpty();
        assertThat(database.rows("SELECT count(*) FROM api_tokens")).containsExactly(String.valueOf(ApiTokens.MOST));

        answer(at(NOON).revoke("00000007"));
        assertThat(tried(NOON)).isPresent();
        assertThat(tried(NOON)).isEmpty();
        assertThat(tried(NOON.plus(Duration.ofHours(1)))).isPresent();
    }

    @Test
    void rowsThatCannotBeAreRefusedByTheDatabase() {
        for (String wrong : List.of(
                "('ABCDEFGH', 'team', '{read}', sha256(''), now(), NULL)",
                "('abcdefgh', ' ', '{read}', sha256(''), now(), NULL)",
                "('abcdefgh', 'team', '{}', sha256(''), now(), NULL)",
                "('abcdefgh', 'team', '{root}', sha256(''), now(), NULL)",
                "('abcdefgh', 'team', '{read}', 'the secret itself', now(), NULL)",
                "('abcdefgh', 'team', '{read}', sha256(''), now(), now())")) {
            assertThat(database.pool()
                            .query(
                                    "INSERT INTO api_tokens (id, team, scopes, secret_hash, created_at, expires_at) VALUES "
                                            + wrong)
                            .execute()
                            .map(rows -> "taken")
                            .onFailure()
                            .recoverWithItem(refused -> String.valueOf(refused.getMessage()))
                            .await()
                            .atMost(A_MINUTE))
                    .as(wrong)
                    .contains("api_tokens_");
        }
    }

    private Optional<KnownToken> tried(Instant now) {
        return answer(at(now).create(Token.fresh(new SecureRandom()), "one more", Set.of(Scope.READ), null));
    }

    private Token create() {
        Token token = Token.fresh(new SecureRandom());
        answer(at(NOON).create(token, "team", Set.of(Scope.READ), null));
        return token;
    }

    private ApiTokens at(Instant now) {
        return new ApiTokens(database.pool(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static <T> T answer(Uni<T> asked) {
        return asked.await().atMost(A_MINUTE);
    }
}
