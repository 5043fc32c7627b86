package io.millrace.faults.verifier;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Doubts about the judge: a database is spoilt in one way after the other, each undone again, and the verifier must notice each. */
public final class Doubts {
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put(
                "a row is deleted",
                "DELETE FROM live_events WHERE ctid = (SELECT min(ctid) FROM live_events) AND tableoid = (SELECT tableoid FROM live_events ORDER BY ctid LIMIT 1)");
        WAYS.put("a row is there twice", """
                INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name)
                SELECT room_id, occurred_at, msg_id + 1, event_type, type_name FROM live_events WHERE event_type = 'join' LIMIT 1""");
        WAYS.put("a value of a row is changed", "UPDATE live_events SET nickname = 'Nobody' WHERE event_type = 'like'");
        WAYS.put(
                "a figure is changed",
                "UPDATE live_streams SET comments = comments + 1 WHERE room_id = (SELECT min(room_id) FROM live_streams)");
        WAYS.put("a peak is changed", "UPDATE live_streams SET viewers_peak = viewers_peak - 1");
        WAYS.put("a minute is changed", "UPDATE live_minute_stats SET diamonds = diamonds + 1 WHERE gifts > 0");
        WAYS.put("a day is changed", "UPDATE live_stream_days SET viewer_minutes = viewer_minutes + 0.000001");
        WAYS.put(
                "a participant is deleted",
                "DELETE FROM live_participants WHERE user_id = (SELECT min(user_id) FROM live_participants)");
        WAYS.put("a streak is changed", "UPDATE gift_streaks SET started_at = started_at + interval '1 millisecond'");
        WAYS.put("the ledger moved on", "UPDATE ingest_ledger SET next_offset = next_offset + 1 WHERE partition = 0");
        WAYS.put("the ledger moved back", "UPDATE ingest_ledger SET next_offset = next_offset - 1 WHERE partition = 1");
        WAYS.put(
                "the books are changed",
                "UPDATE ingest_ledger SET stored = stored - 1, duplicate = duplicate + 1 WHERE partition = 2");
        WAYS.put("a dead letter is deleted", "DELETE FROM dead_letters WHERE reason = 'bad_value'");
        WAYS.put(
                "a dead letter has other bytes",
                "UPDATE dead_letters SET value = value || 'x'::bytea WHERE reason = 'not_an_object'");
        WAYS.put(
                "a dead letter has another reason",
                "UPDATE dead_letters SET reason = 'bad_id' WHERE reason = 'too_old'");
        WAYS.put(
                "a snapshot is deleted",
                "DELETE FROM user_stats_history_partitioned WHERE captured_at = (SELECT min(captured_at) FROM user_stats_history_partitioned)");
    }

    private Doubts() {}

    /** Which of them the verifier does not notice; the world must be at rest. */
    public static List<String> missed(
            List<Path> histories,
            String bootstrap,
            String liveEvents,
            String profileStats,
            String jdbcUrl,
            Properties superuser)
            throws Exception {
        Verifier verifier = Verifier.of(histories, bootstrap, liveEvents, profileStats);
        List<String> missed = new ArrayList<>();
        try (Connection connection = java.sql.DriverManager.getConnection(jdbcUrl, superuser)) {
            connection.setAutoCommit(false);
            if (!judged(verifier, connection).isSafe()) {
                missed.add("nothing is spoilt, and yet it is not safe");
            }
            for (Map.Entry<String, String> way : WAYS.entrySet()) {
                if (!notices(verifier, connection, way.getValue())) {
                    missed.add(way.getKey());
                }
            }
        }
        return missed;
    }

    private static boolean notices(Verifier verifier, Connection connection, String change) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.executeUpdate(change) == 0) {
                return false;
            }
            return !judged(verifier, connection).isSafe();
        } finally {
            connection.rollback();
        }
    }

    private static Findings judged(Verifier verifier, Connection connection) throws SQLException {
        Findings findings = new Findings();
        verifier.judge(connection, findings);
        return findings;
    }
}
