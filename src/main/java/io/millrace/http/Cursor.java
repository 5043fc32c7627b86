package io.millrace.http;

import io.millrace.query.Keyset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A keyset as opaque text: value, id, and a check over both and the list it belongs to, so that a cursor of another list or filter is
 * refused instead of leading somewhere.
 *
 * <pre>
 *   8 bytes value | 8 bytes id | 8 bytes check, base64url: 32 characters
 * </pre>
 */
final class Cursor {
    private static final int BYTES = 3 * Long.BYTES;

    private Cursor() {}

    /** @param list the path and every parameter that decides which rows are in the list and in which order */
    static @Nullable String write(@Nullable Keyset keyset, String list) {
        if (keyset == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(keyset.value())
                .putLong(keyset.id())
                .putLong(check(keyset, list));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws IllegalArgumentException for anything that {@link #write} did not make for this list */
    static Keyset read(String text, String list) {
        ByteBuffer bytes = ByteBuffer.wrap(decoded(text));
        if (bytes.remaining() != BYTES) {
            throw notOurs();
        }
        Keyset keyset = new Keyset(bytes.getLong(), bytes.getLong());
        if (bytes.getLong() != check(keyset, list)) {
            throw notOurs();
        }
        return keyset;
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException garbage) {
            throw notOurs();
        }
    }

    private static IllegalArgumentException notOurs() {
        return new IllegalArgumentException("is not a cursor of this list with these parameters");
    }

    private static long check(Keyset keyset, String list) {
        String text = keyset.value() + "|" + keyset.id() + "|" + list;
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
