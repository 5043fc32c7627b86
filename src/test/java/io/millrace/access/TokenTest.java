package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SECRET = "0123456789_abcdefghijklmnopqrstuvw-ABCDEFGH";

    @Test
    void aFreshTokenIsReadAsItIsWrittenAndNoTwoAreAlike() {
        SecureRandom random = new SecureRandom();
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Token token = Token.fresh(random);
            assertThat(token.text()).matches("mr_[a-z0-9]{8}_[A-Za-z0-9_-]{43}");
            Token read = Objects.requireNonNull(Token.read(token.text()));
            assertThat(read.id()).isEqualTo(token.id());
            assertThat(read.secretHash()).isEqualTo(token.secretHash()).hasSize(32);
            assertThat(texts.add(token.text())).isTrue();
        }
    }

    @Test
    void whatMayGetIntoALogHoldsNoSecret() {
        Token token = Token.fresh(new SecureRandom());
        assertThat(token.toString()).isEqualTo("mr_" + token.id() + "_…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mr_",
                "mr_abcdefgh_",
                "mr_abcdefgh_0123456789_abcdefghijklmnopqrstuvw-ABCDEFG",
                "mr_abcdefgh_0123456789_abcdefghijklmnopqrstuvw-ABCDEFGHI",
                "mr_ABCDEFGH_0123456789_abcdefghijklmnopqrstuvw-ABCDEFGH",
                " mr_abcdefgh_0123456789_abcdefghijklmnopqrstuvw-ABCDEFGH",
                "mr_abcdefgh_0123456789_abcdefghijklmnopqrstuvw-ABCDEF+/",
            })
    void whatHasAnotherFormIsNoToken(String text) {
        assertThat(Token.read(text)).isNull();
    }

    @Test
    void aTokenIsFoundInsideAnything() {
        assertThat(Token.isIn("https://x/?q=mr_abcdefgh_" + SECRET + "&y")).isTrue();
        assertThat(Token.isIn("mr_abcdefgh_" + SECRET.substring(1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "READ, READ, true",
        "READ, EXPORT, false",
        "READ, ADMIN, false",
        "EXPORT, READ, true",
        "EXPORT, EXPORT, true",
        "EXPORT, ADMIN, false",
        "ADMIN, READ, true",
        "ADMIN, EXPORT, true",
        "ADMIN, ADMIN, true",
    })
    void aScopeIncludesThoseBeforeIt(Scope given, Scope needed, boolean may) {
        assertThat(known(Set.of(given), null, null).may(needed)).isEqualTo(may);
    }

    @Test
    void aTokenIsRefusedFromTheInstantAtWhichItExpiresOrWasRevoked() {
        KnownToken expiring = known(Set.of(Scope.READ), NOON, null);
        assertThat(expiring.state(NOON.minusMillis(1))).isEqualTo(KnownToken.State.VALID);
        assertThat(expiring.state(NOON)).isEqualTo(KnownToken.State.EXPIRED);
        assertThat(known(Set.of(Scope.READ), null, NOON).state(NOON)).isEqualTo(KnownToken.State.REVOKED);
        assertThat(known(Set.of(Scope.READ), null, null).state(Instant.MAX)).isEqualTo(KnownToken.State.VALID);
    }

    private static KnownToken known(Set<Scope> scopes, @Nullable Instant expiresAt, @Nullable Instant revokedAt) {
        return new KnownToken("abcdefgh", "team", scopes, NOON.minusSeconds(60), expiresAt, revokedAt);
    }
}
