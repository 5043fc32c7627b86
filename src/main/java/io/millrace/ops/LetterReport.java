package io.millrace.ops;

import io.millrace.store.DeadLetter;
import io.millrace.store.KeptLetter;
import io.millrace.store.KeptLetter.Head;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dead letters, as lines to read and as values of JSON. Their bytes are strangers': no terminal must take them for orders. */
final class LetterReport {

    private LetterReport() {}

    static String line(Head letter) {
        return letter.address() + " " + letter.receivedAt() + " " + letter.reason() + ": " + safe(letter.detail())
                + (letter.replayedAt() == null ? "" : " (replayed " + letter.replayedAt() + ")");
    }

    static Map<String, @Nullable Object> asMap(Head letter) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("topic", letter.address().topic());
        map.put("topic_id", letter.topicId());
        map.put("partition", letter.address().partition());
        map.put("offset", letter.address().offset());
        map.put("received_at", letter.receivedAt().toString());
        map.put("reason", letter.reason());
        map.put("detail", letter.detail());
        map.put("replayed_at", text(letter.replayedAt()));
        return map;
    }

    static List<String> lines(KeptLetter letter) {
        Head head = letter.head();
        return List.of(
                "letter      " + head.address(),
                "topic id    " + head.topicId(),
                "reason      " + head.reason(),
                "detail      " + safe(head.detail()),
                "received    " + head.receivedAt(),
                "recorded    " + (letter.recordedAt() == null ? "unknown" : letter.recordedAt()),
                "replayed    " + (head.replayedAt() == null ? "no" : head.replayedAt()),
                "headers     "
                        + (letter.headers().isEmpty()
                                ? "none"
                                : letter.headers().stream()
                                        .map(header -> safe(header.name()) + "=" + shown(header.value()))
                                        .collect(Collectors.joining(", "))),
                "key         " + shown(letter.key()),
                "value       " + (letter.value() == null ? "" : head.bytes() + " bytes, ") + kind(letter.value()),
                shown(letter.value()));
    }

    /** With text where the bytes are some, for people. */
    static Map<String, @Nullable Object> readable(KeptLetter letter) {
        Map<String, @Nullable Object> map = asMap(letter.head());
        map.put("recorded_at", text(letter.recordedAt()));
        map.put("key", readable(letter.key()));
        map.put("value", readable(letter.value()));
        map.put(
                "headers",
                letter.headers().stream()
                        .map(header -> header(header, "value", readable(header.value())))
                        .toList());
        return map;
    }

    /** With the bytes as they came, for programs. */
    static Map<String, @Nullable Object> exact(KeptLetter letter) {
        Map<String, @Nullable Object> map = asMap(letter.head());
        map.put("recorded_at", text(letter.recordedAt()));
        map.put("key_base64", base64(letter.key()));
        map.put("value_base64", base64(letter.value()));
        map.put(
                "headers",
                letter.headers().stream()
                        .map(header -> header(header, "value_base64", base64(header.value())))
                        .toList());
        return map;
    }

    /** What a line may show of a text that we did not write. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPrintable(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append(String.format("\\u%04x", c));
            }
        });
        return safe.toString();
    }

    private static Map<String, @Nullable Object> header(
            DeadLetter.Header header, String valueName, @Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", header.name());
        map.put(valueName, value);
        return map;
    }

    private static @Nullable Map<String, Object> readable(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        String text = printable(bytes);
        return text == null ? Map.of("base64", encoded(bytes)) : Map.of("text", text);
    }

    private static String shown(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "none";
        }
        String text = printable(bytes);
        return text == null ? encoded(bytes) : text;
    }

    private static String kind(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "none";
        }
        return printable(bytes) == null ? "base64" : "text";
    }

    /** Null where the bytes are no UTF-8, or hold what a terminal acts on. */
    private static @Nullable String printable(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean isPrintable =
                    text.replace("\r\n", "\n").codePoints().allMatch(c -> c == '\n' || c == '\t' || isPrintable(c));
            return isPrintable ? text : null;
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    // Beside the control characters, those that turn the direction of what follows.
    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c)
                && !(c >= 0x202a && c <= 0x202e)
                && !(c >= 0x2066 && c <= 0x2069)
                && c != 0x2028
                && c != 0x2029;
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : encoded(bytes);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
