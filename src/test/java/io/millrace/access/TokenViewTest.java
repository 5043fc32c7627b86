package io.millrace.access;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenViewTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int WARM_UP = 20_000;
    private static final int SAMPLES = 2_000;
    private static final int CALLS_A_SAMPLE = 5;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace");

    @Test
    void hashesAreComparedInOnePlaceAndThereInConstantTime() {
        assertThat(callersOf(MessageDigest.class.getName(), "isEqual")).containsExactly("TokenView.find");
        assertThat(callersOf(TokenView.Kept.class.getName(), "secretHash")).containsExactly("TokenView.find");
        assertThat(callersOf(Token.class.getName(), "secretHash"))
                .containsExactlyInAnyOrder("TokenView.find", "ApiTokens.create");
        assertThat(callersOf(Arrays.class.getName(), "equals")).isEmpty();
    }

    private static Set<String> callersOf(String owner, String method) {
        return CODE.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals(owner)
                        && call.getTarget().getName().equals(method))
                .map(TokenViewTest::caller)
                .collect(toSet());
    }

    private static String caller(JavaMethodCall call) {
        return call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName();
    }

    @Test
    void anUnknownIdTakesAsLongAsAWrongSecret() {
        Token known = Token.fresh(RANDOM);
        TokenView view = new TokenView(List.of(new TokenView.Kept(
                new KnownToken(known.id(), "team", Set.of(Scope.READ), null, null, null), known.secretHash())));
        String unknownId = Token.fresh(RANDOM).text();
        String wrongSecret = "mr_" + known.id() + unknownId.substring(11);
        for (int i = 0; i < WARM_UP; i++) {
            nanos(view, unknownId);
            nanos(view, wrongSecret);
        }
        long[] unknown = new long[SAMPLES];
        long[] wrong = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            unknown[i] = nanos(view, unknownId);
            wrong[i] = nanos(view, wrongSecret);
        }
        assertThat((double) quartile(unknown) / quartile(wrong))
                .as("first quartiles of %d and %d ns", quartile(unknown), quartile(wrong))
                .isBetween(0.85, 1.18);
    }

    private static long nanos(TokenView view, String bearer) {
        long began = System.nanoTime();
        for (int i = 0; i < CALLS_A_SAMPLE; i++) {
            if (view.find(bearer, NOON).isPresent()) {
                throw new AssertionError(bearer);
            }
        }
        return System.nanoTime() - began;
    }

    /** Whatever else the machine does only ever makes it longer. */
    private static long quartile(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 4];
    }
}
