package io.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same answer as JSON, as rows, and as CSV. A row is an object without objects in it: what stood in one gets a name of both,
 * {@code host_user_id}. The rows of a list are its items, those of an answer with other lists are theirs, each with the name of its list;
 * an answer without any is one row.
 */
@Singleton
class AnswerForms {
    private static final String ITEMS = "items";

    /** What a spreadsheet would take for a formula. */
    private static final String BEGINS_A_FORMULA = "=+-@\t\r";

    private final ObjectMapper json;
    private final CsvMapper csv = CsvMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    AnswerForms(ObjectMapper json) {
        this.json = json;
    }

    Encoded encode(Object answer, Representation form) {
        try {
            return switch (form) {
                case JSON -> Encoded.of(json.writeValueAsBytes(answer), form.mediaType());
                case ROWS ->
                    Encoded.of(
                            // A tree forgets how its numbers were to be written.
                            json.writer()
                                    .with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                                    .writeValueAsBytes(rows(answer)),
                            form.mediaType());
                case CSV -> Encoded.of(csv(rows(answer)), form.mediaType());
            };
        } catch (JsonProcessingException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    Encoded encode(Problem problem) {
        try {
            return Encoded.of(json.writeValueAsBytes(problem), Problem.MEDIA_TYPE);
        } catch (JsonProcessingException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    private ArrayNode rows(Object answer) {
        JsonNode tree = json.valueToTree(answer);
        ArrayNode rows = json.createArrayNode();
        if (tree.path(ITEMS).isArray()) {
            tree.path(ITEMS).forEach(item -> rows.add(flat(item)));
            return rows;
        }
        // Also where they are empty: what a row is must not depend on what there is to tell.
        List<Map.Entry<String, JsonNode>> lists = tree.properties().stream()
                .filter(member -> member.getValue().isArray())
                .toList();
        lists.forEach(list -> list.getValue()
                .forEach(item -> rows.add(
                        json.createObjectNode().put("list", list.getKey()).setAll(flat(item)))));
        return lists.isEmpty() ? rows.add(flat(tree)) : rows;
    }

    private ObjectNode flat(JsonNode item) {
        ObjectNode row = json.createObjectNode();
        add(row, "", item);
        return row;
    }

    private static void add(ObjectNode row, String prefix, JsonNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = prefix + member.getKey();
            if (member.getValue().isObject()) {
                add(row, name + "_", member.getValue());
            } else if (member.getValue().isArray()) {
                row.put(name, member.getValue().toString());
            } else {
                row.set(name, member.getValue());
            }
        }
    }

    private byte[] csv(ArrayNode rows) throws JsonProcessingException {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(!columns.isEmpty());
        columns.forEach(schema::addColumn);
        rows.forEach(row -> disarm((ObjectNode) row));
        return csv.writer(schema.build()).writeValueAsBytes(rows);
    }

    // Strangers choose their names, and whoever opens the file trusts us.
    private static void disarm(ObjectNode row) {
        for (Map.Entry<String, JsonNode> member : row.properties()) {
            String text = member.getValue().isTextual() ? member.getValue().textValue() : "";
            if (!text.isEmpty() && BEGINS_A_FORMULA.indexOf(text.charAt(0)) >= 0) {
                member.setValue(row.textNode("'" + text));
            }
        }
    }
}
