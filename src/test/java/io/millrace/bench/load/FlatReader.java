package io.millrace.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a flat record token by token, as whoever wants to be fast does. Serves one thread. */
public final class FlatReader {
    private static final Column[] COLUMNS = Column.values();
    private static final Map<String, Column> BY_LABEL = byLabel();

    private final JsonFactory json = new JsonFactory();
    private final @Nullable Object[] row = new Object[COLUMNS.length];

    private static Map<String, Column> byLabel() {
        Map<String, Column> columns = new HashMap<>();
        for (Column column : COLUMNS) {
            columns.put(column.label(), column);
        }
        return columns;
    }

    /** Long, Boolean or String in the order of {@link Column}, times as epoch milliseconds; good until the next call. */
    public @Nullable Object[] read(byte[] value) throws IOException {
        Arrays.fill(row, null);
        try (JsonParser parser = json.createParser(value)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                Column column = BY_LABEL.get(name);
                if (column != null && token != JsonToken.VALUE_NULL) {
                    row[column.ordinal()] = value(column, parser);
                }
            }
        }
        return row;
    }

    private static Object value(Column column, JsonParser parser) throws IOException {
        return switch (column.kind()) {
            case BIGINT, TIME -> parser.getLongValue();
            case BOOLEAN -> parser.getBooleanValue();
            case TEXT -> parser.getText();
        };
    }
}
