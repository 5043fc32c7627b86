package io.millrace.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.store.FigureAudit.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A difference, as a line to read and as a value of JSON. */
final class DifferenceReport {

    /** Names of strangers stand in these rows: beyond ASCII they are escaped, and no terminal takes them for orders. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private DifferenceReport() {}

    /** {@code room 7309… live_participants 6598…: comments 4, should be 3; likes 0, should be 15}. */
    static String line(Difference difference) {
        return "room " + difference.roomId() + " " + difference.relation() + " " + difference.key() + ": "
                + whatIsWrong(difference);
    }

    static Map<String, @Nullable Object> asMap(Difference difference) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("room_id", Long.toString(difference.roomId()));
        map.put("relation", difference.relation());
        map.put("key", difference.key());
        map.put("kept", row(difference.kept()));
        map.put("recomputed", row(difference.recomputed()));
        return map;
    }

    private static String whatIsWrong(Difference difference) {
        JsonNode kept = row(difference.kept());
        JsonNode recomputed = row(difference.recomputed());
        if (kept == null) {
            return "row missing, should be " + text(recomputed);
        }
        if (recomputed == null) {
            return "row without an event " + text(kept);
        }
        List<String> columns = new ArrayList<>();
        kept.fieldNames().forEachRemaining(column -> {
            JsonNode should = recomputed.path(column);
            if (!kept.get(column).equals(should)) {
                columns.add(column + " " + text(kept.get(column)) + ", should be " + text(should));
            }
        });
        return String.join("; ", columns);
    }

    private static @Nullable JsonNode row(@Nullable String json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String text(@Nullable JsonNode value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
