package io.millrace.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The roles as the container makes them: the statements of {@code docker/postgres/03-schema.sql}, up to the tables. Of psql it understands
 * what that file needs: variables in quotes, and {@code \\gexec}; what the file sets them to is given.
 */
final class ContainerRoles {
    private static final Path SCRIPT = Path.of("docker/postgres/03-schema.sql");
    private static final String RUN_THE_ANSWER = "\\gexec";
    private static final Pattern STATEMENT = Pattern.compile("(?s)\\s*(.+?)(;|\\\\gexec)\\s*(?=\\n|$)");
    private static final Pattern CONDITION = Pattern.compile("(?ms)^\\\\if .*?^\\\\endif$");
    private static final Pattern VARIABLE = Pattern.compile(":(['\"])([a-z_]+)\\1");

    private ContainerRoles() {}

    /** In the database that the superuser is connected to, which the owner then owns. */
    static void make(Connection superuser, String owner, String password) throws SQLException, IOException {
        Map<String, String> variables = Map.of(
                "owner", owner,
                "owner_password", password,
                "ingest_password", password,
                "api_password", password,
                "maintenance_password", password,
                "backup_password", password);
        Matcher statements = STATEMENT.matcher(rolesPart());
        int made = 0;
        while (statements.find()) {
            String sql = withVariables(statements.group(1), variables);
            for (String each : statements.group(2).equals(RUN_THE_ANSWER) ? cells(superuser, sql) : List.of(sql)) {
                execute(superuser, each);
                made++;
            }
        }
        if (made < 10) {
            throw new IllegalStateException("not read as it is written: " + SCRIPT);
        }
    }

    /** Without comments, psql's own lines, and what is under a condition there: whether the passwords' files can be read. */
    private static String rolesPart() throws IOException {
        return CONDITION
                .matcher(Files.readString(SCRIPT))
                .replaceAll("")
                .lines()
                .takeWhile(line -> !line.startsWith("SET ROLE "))
                .filter(line -> !line.startsWith("--"))
                .filter(line -> !line.startsWith("\\") && !line.endsWith("\\gset") || line.equals(RUN_THE_ANSWER))
                .collect(Collectors.joining("\n"));
    }

    private static String withVariables(String sql, Map<String, String> variables) {
        return VARIABLE.matcher(sql)
                .replaceAll(found ->
                        found.group(1) + variables.getOrDefault(found.group(2), "no such variable") + found.group(1));
    }

    private static List<String> cells(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> cells = new ArrayList<>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    cells.add(rows.getString(i));
                }
            }
            return cells;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
