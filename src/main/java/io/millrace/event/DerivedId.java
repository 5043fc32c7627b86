package io.millrace.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Ids for what has none of its own: negative, so that they never meet one of TikTok's, and the same for ever, because
 * they stand in the key of {@code live_events} and a replay must find them again. Whoever changes a byte of what is
 * hashed here doubles every such event on its next delivery.
 *
 * <p>An id is the first eight bytes of a SHA-256, big endian, with the sign bit set.
 */
final class DerivedId {

    private DerivedId() {}

    /** Of a text that stands where a number belongs: hashed as UTF-8. */
    static long ofText(String text) {
        return negative(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Of a message without an id. Hashes names and values of the message in their order as the parser decodes them, so
     * that neither blanks nor escapes matter, and nothing of the envelope or of a wrapper but the time.
     *
     * @param kind the type's label; for {@link EventType#OTHER} the bare type name
     */
    static long ofMessage(String kind, @Nullable Long userId, long occurredAtMillis, byte[] bytes, int from, int until)
            throws IOException {
        MessageDigest digest = sha256();
        add(digest, 't', kind);
        add(digest, 'u', userId == null ? "" : Long.toString(userId));
        add(digest, 'o', Long.toString(occurredAtMillis));
        try (JsonParser parser = Json.parser(bytes, from, until)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                add(digest, tag(token), token.isScalarValue() || token == JsonToken.FIELD_NAME ? parser.getText() : "");
            }
        }
        return negative(digest.digest());
    }

    private static char tag(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> '{';
            case END_OBJECT -> '}';
            case START_ARRAY -> '[';
            case END_ARRAY -> ']';
            case FIELD_NAME -> 'n';
            case VALUE_STRING -> 's';
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> 'd';
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> 'l';
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> '?';
        };
    }

    private static void add(MessageDigest digest, char tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(5).put((byte) tag).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static long negative(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong() | Long.MIN_VALUE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
