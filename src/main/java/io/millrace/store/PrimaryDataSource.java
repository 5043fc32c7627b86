package io.millrace.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to whichever of several servers is the primary, by the rule of {@link ServerChoice}: of two primaries the one of the later
 * timeline. The driver's own choice would be the first of them that is no standby, which after a promotion is the old one.
 */
final class PrimaryDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private static final String CANNOT_CONNECT = "08001";

    private final transient List<PGSimpleDataSource> servers;

    PrimaryDataSource(List<PGSimpleDataSource> servers) {
        this.servers = servers;
    }

    /** @throws SQLException with what each server said, where none is found that is a primary */
    @Override
    public Connection getConnection() throws SQLException {
        ServerChoice choice = new ServerChoice(Duration.ZERO);
        Map<Integer, Connection> open = new HashMap<>();
        List<SQLException> refusals = new ArrayList<>();
        List<Optional<ServerChoice.Look>> looks = new ArrayList<>();
        try {
            for (int i = 0; i < servers.size(); i++) {
                looks.add(look(i, open, refusals));
            }
            choice.looked(0, 0, looks);
            Connection primary = choice.knowsPrimary() ? open.remove(choice.writer()) : null;
            if (primary == null) {
                throw none(refusals);
            }
            return primary;
        } finally {
            for (Connection other : open.values()) {
                other.close();
            }
        }
    }

    private Optional<ServerChoice.Look> look(int server, Map<Integer, Connection> open, List<SQLException> refusals) {
        try {
            Connection connection = servers.get(server).getConnection();
            open.put(server, connection);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(ServerWatch.LOOK)) {
                row.next();
                return Optional.of(new ServerChoice.Look(
                        row.getString("cluster"),
                        row.getBoolean("is_standby"),
                        row.getLong("position"),
                        row.getLong("timeline"),
                        null));
            }
        } catch (SQLException e) {
            refusals.add(e);
            return Optional.empty();
        }
    }

    private static SQLException none(List<SQLException> refusals) {
        SQLException none = new SQLException(
                Stream.concat(
                                Stream.of("no primary is found"),
                                refusals.stream().map(SQLException::getMessage))
                        .collect(Collectors.joining("; ")),
                CANNOT_CONNECT);
        refusals.forEach(none::addSuppressed);
        return none;
    }
}
