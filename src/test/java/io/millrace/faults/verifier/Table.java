package io.millrace.faults.verifier;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows by their key, each cell as text: as they are kept, or as they should be. */
final class Table {
    private final String name;
    private final Map<String, Map<String, @Nullable String>> rows = new LinkedHashMap<>();

    Table(String name) {
        this.name = name;
    }

    /** The first column is the key, the others keep their names. */
    static Table kept(Connection connection, String name, String sql) throws SQLException {
        Table table = new Table(name);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            try (ResultSet row = statement.executeQuery(sql)) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    Map<String, @Nullable String> cells = table.row(row.getString(1));
                    for (int i = 2; i <= columns; i++) {
                        cells.put(row.getMetaData().getColumnLabel(i), row.getString(i));
                    }
                }
            }
        }
        return table;
    }

    Map<String, @Nullable String> row(String key) {
        return rows.computeIfAbsent(key, unused -> new LinkedHashMap<>());
    }

    int size() {
        return rows.size();
    }

    /** Every difference is a violation: a row too many, one missing, a cell that differs. */
    void mustEqual(Table expected, Findings findings) {
        findings.lookedAt(name, size());
        for (Map.Entry<String, Map<String, @Nullable String>> it : expected.rows.entrySet()) {
            Map<String, @Nullable String> kept = rows.get(it.getKey());
            if (kept == null) {
                findings.violation(name + " row missing", it.getKey() + " " + it.getValue());
            } else {
                compare(it.getKey(), kept, it.getValue(), findings);
            }
        }
        for (String key : rows.keySet()) {
            findings.require(expected.rows.containsKey(key), name + " row too many", key + " " + rows.get(key));
        }
    }

    private void compare(
            String key, Map<String, @Nullable String> kept, Map<String, @Nullable String> expected, Findings findings) {
        for (Map.Entry<String, @Nullable String> cell : expected.entrySet()) {
            String is = kept.get(cell.getKey());
            findings.require(
                    Objects.equals(is, cell.getValue()),
                    name + " differs",
                    key + "." + cell.getKey() + " is " + is + ", should be " + cell.getValue());
        }
    }

    static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof Boolean bool) {
            return bool ? "t" : "f";
        }
        return value.toString();
    }
}
