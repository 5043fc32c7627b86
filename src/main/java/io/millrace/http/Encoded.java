package io.millrace.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer, plain and compressed, and the tag that says which bytes they are. */
final class Encoded {
    /** 128 bits of SHA-256: no two answers of one resource will ever share them. */
    private static final int HASH_BYTES = 16;

    /** Below, the headers outweigh what compression saves. */
    private static final int WORTH_COMPRESSING = 1024;

    private static final String GZIP_TAG = "-gzip";

    private final byte[] plain;
    private final String mediaType;
    private final String tag;
    private volatile byte @Nullable [] gzipped;

    private Encoded(byte[] plain, String mediaType) {
        this.plain = plain;
        this.mediaType = mediaType;
        this.tag = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(sha256().digest(plain), HASH_BYTES));
    }

    static Encoded of(byte[] plain, String mediaType) {
        return new Encoded(plain, mediaType);
    }

    static Encoded of(String text, String mediaType) {
        return of(text.getBytes(StandardCharsets.UTF_8), mediaType);
    }

    String mediaType() {
        return mediaType;
    }

    /** Without the marks of quotation that an ETag has. */
    String tag() {
        return tag;
    }

    byte[] plain() {
        return plain;
    }

    /** What it takes in memory, roughly; the compressed bytes are made when they are first asked for. */
    int weight() {
        return plain.length + plain.length / 4;
    }

    boolean isWorthCompressing() {
        return plain.length >= WORTH_COMPRESSING;
    }

    byte[] gzipped() {
        byte[] known = gzipped;
        if (known == null) {
            known = compress(plain);
            gzipped = known;
        }
        return known;
    }

    /** Strong, so another one for other bytes: the compressed ones have their own. */
    String etag(boolean isGzipped) {
        return '"' + tag + (isGzipped ? GZIP_TAG : "") + '"';
    }

    /** Whether a reader with this If-None-Match has this answer, in whichever coding. */
    boolean isKnownBy(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1)).map(String::strip).anyMatch(this::isMine);
    }

    private boolean isMine(String known) {
        String strong = known.startsWith("W/") ? known.substring(2) : known;
        return strong.equals("*") || strong.equals(etag(false)) || strong.equals(etag(true));
    }

    private static byte[] compress(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new Fast(out)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** On an event loop: a third of the default's time for a tenth more bytes. */
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
