package io.millrace.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request came to, before it is known who reads it: one that is shared is told to each reader in his own way.
 *
 * @param headers beside those of the bytes themselves
 */
record Outcome(int status, Encoded encoded, Map<String, String> headers) {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final Pattern NO_GZIP = Pattern.compile("\\bgzip\\s*;\\s*q=0(\\.0*)?\\s*(,|$)");

    Outcome {
        headers = Map.copyOf(headers);
    }

    boolean isGood() {
        return status == OK;
    }

    /** As one reader gets it. */
    record Reply(int status, Map<String, String> headers, byte @Nullable [] body) {}

    /** @param ifNoneMatch the tags of what the reader has */
    Reply to(@Nullable String ifNoneMatch, @Nullable String acceptEncoding) {
        boolean isGzipped = encoded.isWorthCompressing() && acceptsGzip(acceptEncoding);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Vary", "Accept, Accept-Encoding");
        if (isGood()) {
            all.put("ETag", encoded.etag(isGzipped));
            if (encoded.isKnownBy(ifNoneMatch)) {
                return new Reply(NOT_MODIFIED, all, null);
            }
        }
        all.put("Content-Type", encoded.mediaType());
        if (isGzipped) {
            all.put("Content-Encoding", "gzip");
        }
        return new Reply(status, all, isGzipped ? encoded.gzipped() : encoded.plain());
    }

    /** With one more header. */
    Outcome with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Outcome(status, encoded, more);
    }

    private static boolean acceptsGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && acceptEncoding.contains("gzip")
                && !NO_GZIP.matcher(acceptEncoding).find();
    }
}
