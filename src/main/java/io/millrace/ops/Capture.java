package io.millrace.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/**
 * A recording: JSON lines of envelopes in the order they arrived, in one source or several that continue each other.
 *
 * <p>It is read once when it is opened, so that a line that cannot be published is found before anything is sent, and
 * once more for each pass. Only the times and rooms stay in memory.
 *
 * @param rooms each room of the envelopes, with the time of its first line
 * @param moments when each line was captured that says so, in the order of the lines
 */
record Capture(List<Source> sources, long lines, Map<String, Long> rooms, long[] moments) {

    /** Epoch numbers as verbatim as JSON allows: no double ever, and no digit of a decimal dropped. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Where lines come from, opened anew for each reading; plain or gzip. */
    interface Source {
        String name();

        InputStream open() throws IOException;
    }

    /** What is done with each line; {@code text} is the line as it stands, {@code envelope} is the reader's to change. */
    interface LineReader {
        /** Returns false to read no further. */
        boolean line(String text, ObjectNode envelope);
    }

    static Source file(Path path) {
        return source(path.toString(), () -> Files.newInputStream(path));
    }

    static Source resource(String name) {
        return source(name, () -> {
            InputStream found = Capture.class.getResourceAsStream(name);
            if (found == null) {
                throw new NoSuchFileException(name);
            }
            return found;
        });
    }

    /** @throws OperatorFault when a source cannot be read or a line is no JSON object, naming the line */
    static Capture open(List<Source> sources) {
        LookOver look = new LookOver();
        read(sources, look);
        return look.capture(sources);
    }

    void read(LineReader reader) {
        read(sources, reader);
    }

    /** The room a line belongs to, as text: of the envelope, else the first that its payload names; empty for none. */
    static String roomOf(JsonNode envelope) {
        String named = id(envelope.path("room_id"));
        return named.isEmpty() ? firstRoomIn(envelope.path("payload")) : named;
    }

    static OptionalLong capturedAt(JsonNode envelope) {
        JsonNode captured = envelope.path("captured_at");
        if (captured.isIntegralNumber()) {
            return OptionalLong.of(captured.longValue());
        }
        String text = captured.asText();
        try {
            return text.matches("\\d{1,18}")
                    ? OptionalLong.of(Long.parseLong(text))
                    : OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException noTime) {
            return OptionalLong.empty();
        }
    }

    private static String firstRoomIn(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String named = Names.isRoomId(field.getKey()) ? id(field.getValue()) : "";
            String found = named.isEmpty() ? firstRoomIn(field.getValue()) : named;
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    private static String id(JsonNode value) {
        String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
        return text.equals("0") ? "" : text;
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    private static Source source(String name, Opening opening) {
        return new Source() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() throws IOException {
                return opening.open();
            }
        };
    }

    private static void read(List<Source> sources, LineReader reader) {
        for (Source source : sources) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(unpacked(source.open()), StandardCharsets.UTF_8))) {
                if (!read(source.name(), lines, reader)) {
                    return;
                }
            } catch (NoSuchFileException missing) {
                throw new OperatorFault("no such file: " + source.name(), missing);
            } catch (IOException unreadable) {
                throw new OperatorFault(
                        source.name() + " cannot be read: " + OperatorFault.oneLine(unreadable), unreadable);
            }
        }
    }

    private static boolean read(String name, BufferedReader lines, LineReader reader) throws IOException {
        long number = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            number++;
            if (!text.isBlank() && !reader.line(text, envelope(name, number, text))) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode envelope(String name, long number, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode envelope) {
                return envelope;
            }
            throw new OperatorFault(name + " line " + number + " is no JSON object");
        } catch (JsonProcessingException broken) {
            throw new OperatorFault(
                    name + " line " + number + " is no JSON: "
                            + broken.getOriginalMessage().lines().findFirst().orElse(""),
                    broken);
        }
    }

    /** Gzip is told by its two magic bytes, not by the name. */
    private static InputStream unpacked(InputStream raw) throws IOException {
        BufferedInputStream peekable = new BufferedInputStream(raw);
        peekable.mark(2);
        boolean gzip = peekable.read() == 0x1f && peekable.read() == 0x8b;
        peekable.reset();
        return gzip ? new GZIPInputStream(peekable) : peekable;
    }

    /** The first reading. */
    private static final class LookOver implements LineReader {

        /** Before every time, so that the least time of a room stays it. */
        private static final long UNDATED = Long.MIN_VALUE;

        private final List<Long> moments = new ArrayList<>();
        private final Map<String, Long> rooms = new LinkedHashMap<>();
        private long lines;

        @Override
        public boolean line(String text, ObjectNode envelope) {
            lines++;
            capturedAt(envelope).ifPresent(moments::add);
            String room = roomOf(envelope);
            if (!room.isEmpty()) {
                rooms.merge(room, newest(), Math::min);
            }
            return true;
        }

        Capture capture(List<Source> sources) {
            long[] dated = moments.stream().mapToLong(Long::longValue).toArray();
            // A room whose first line came before any line that is dated begins with the first of those.
            rooms.replaceAll((room, first) -> first == UNDATED && dated.length > 0 ? dated[0] : first);
            return new Capture(List.copyOf(sources), lines, rooms, dated);
        }

        private long newest() {
            return moments.isEmpty() ? UNDATED : moments.get(moments.size() - 1);
        }
    }
}
