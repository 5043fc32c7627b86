package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who gave, wrote or liked most in a room. */
@Singleton
public class LeadersQuery {
    private static final String TOP = """
            SELECT s.updated_at, p.*
              FROM live_streams s
              LEFT JOIN LATERAL (
                   SELECT p.user_id, p.unique_id, p.nickname, p.%1$s AS value
                     FROM live_participants p
                    WHERE p.room_id = $1::bigint
                      AND p.%1$s > 0
                    ORDER BY p.%1$s DESC, p.user_id
                    LIMIT $2::int) p ON true
             WHERE s.room_id = $1::bigint
             ORDER BY p.value DESC, p.user_id
            """;

    private final Database database;

    LeadersQuery(Database database) {
        this.database = database;
    }

    /** Empty where the room is unknown. */
    public Uni<Optional<Leaders>> of(long roomId, LeaderKind by, int limit) {
        return database.read(TOP.formatted(column(by)), roomId, limit).map(rows -> rows.stream()
                .findFirst()
                .map(room -> new Leaders(
                        Long.toString(roomId), by, leaders(rows), Database.requiredInstant(room, "updated_at"))));
    }

    private static List<Leaders.Leader> leaders(List<Row> rows) {
        List<Leaders.Leader> leaders = new ArrayList<>();
        for (Row row : rows) {
            if (row.getLong("user_id") != null) {
                leaders.add(new Leaders.Leader(
                        leaders.size() + 1,
                        Database.requiredId(row, "user_id"),
                        row.getString("unique_id"),
                        row.getString("nickname"),
                        row.getLong("value")));
            }
        }
        return leaders;
    }

    private static String column(LeaderKind by) {
        return switch (by) {
            case DIAMONDS -> "diamonds";
            case GIFTS -> "gifts";
            case COMMENTS -> "comments";
            case LIKES -> "likes";
        };
    }
}
