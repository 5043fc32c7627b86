package io.millrace.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a database's schema consists of, to be compared with another's. */
public final class WrittenSchema {
    /** Without what differs from one database to the next: oids, owners' names, times. */
    private static final String SCHEMA = """
            SELECT format('relation %s %s %s %s %s', c.relname, c.relkind, c.relispartition, c.reloptions, pg_get_expr(c.relpartbound, c.oid)) AS what
              FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('column %s.%s %s %s %s %s', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                          concat(pg_get_expr(d.adbin, d.adrelid), a.attstorage, a.attcompression, a.attgenerated, a.attidentity))
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT format('index %s', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('view %s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'
            UNION ALL
            SELECT format('comment %s %s', objoid::regclass, description) FROM pg_description
             WHERE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            UNION ALL
            SELECT format('rights %s %s', relname, relacl) FROM pg_class WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('rights %s %s', proname, proacl) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
             ORDER BY 1
            """;

    private static final String BOOKED = """
            SELECT format('%s %s %s %s %s %s %s', installed_rank, version, description, type, script, checksum, success)
              FROM flyway_schema_history ORDER BY installed_rank
            """;

    private WrittenSchema() {}

    public static List<String> of(Connection connection) throws SQLException {
        return rows(connection, SCHEMA);
    }

    /** Flyway's own history, without who and when. */
    public static List<String> bookedIn(Connection connection) throws SQLException {
        return rows(connection, BOOKED);
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }
}
