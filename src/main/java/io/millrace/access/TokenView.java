package io.millrace.access;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The valid tokens as they were at one reading. */
final class TokenView {
    // Held against where there is no such id, so that it takes as long as a wrong secret. Nothing has this hash but
    // what nobody knows.
    private static final byte[] NOBODY = new byte[32];

    private final Map<String, Kept> byId;

    TokenView(Collection<Kept> tokens) {
        this.byId = tokens.stream().collect(Collectors.toMap(it -> it.token().id(), Function.identity()));
    }

    /**
     * @param secretHash 32 bytes
     */
    record Kept(KnownToken token, byte[] secretHash) {}

    /** Whose token this is; empty where it is nobody's, or not any more. */
    Optional<KnownToken> find(String bearer, Instant now) {
        Token shown = Token.read(bearer);
        @Nullable Kept kept = shown == null ? null : byId.get(shown.id());
        byte[] expected = kept == null ? NOBODY : kept.secretHash();
        byte[] given = shown == null ? Token.sha256(bearer) : shown.secretHash();
        boolean proved = MessageDigest.isEqual(expected, given);
        return kept != null && proved && isValid(kept, now) ? Optional.of(kept.token()) : Optional.empty();
    }

    boolean isValid(String id, Instant now) {
        Kept kept = byId.get(id);
        return kept != null && isValid(kept, now);
    }

    long valid(Instant now) {
        return byId.values().stream().filter(kept -> isValid(kept, now)).count();
    }

    private static boolean isValid(Kept kept, Instant now) {
        return kept.token().state(now) == KnownToken.State.VALID;
    }
}
