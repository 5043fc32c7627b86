package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;

/** What became of the records. */
@Singleton
public class HouseQualityQuery {
    /** A row for each topic, and one with a null topic for all. Intake may be ahead of its last look at the log's end. */
    private static final String TOPICS = """
            SELECT l.topic,
                   coalesce(sum(l.received), 0)::bigint      AS received,
                   coalesce(sum(l.duplicate), 0)::bigint     AS duplicate,
                   coalesce(sum(l.dead_lettered), 0)::bigint AS dead_lettered,
                   CASE WHEN bool_and(l.log_end_offset IS NOT NULL)
                        THEN sum(greatest(0, l.log_end_offset - l.next_offset))::bigint END AS lag,
                   count(i.id)                               AS open_incidents,
                   greatest(max(l.updated_at), max(i.found_at)) AS updated_at
              FROM ingest_ledger l
              LEFT JOIN ingest_incidents i ON i.topic = l.topic AND i.partition = l.partition AND i.resumed_at IS NULL
             GROUP BY GROUPING SETS ((l.topic), ())
             ORDER BY l.topic NULLS FIRST
            """;

    private final Database database;

    HouseQualityQuery(Database database) {
        this.database = database;
    }

    public Uni<HouseQuality> now() {
        return database.read(TOPICS).map(rows -> {
            List<HouseQuality.TopicQuality> topics = rows.stream()
                    .filter(row -> row.getString("topic") != null)
                    .map(HouseQualityQuery::topic)
                    .toList();
            return new HouseQuality(totals(rows.get(0)), topics, Database.instant(rows.get(0), "updated_at"));
        });
    }

    private static HouseQuality.RecordQuality totals(Row row) {
        long received = row.getLong("received");
        return new HouseQuality.RecordQuality(
                received,
                row.getLong("duplicate"),
                Ratio.of(row.getLong("duplicate"), received),
                row.getLong("dead_lettered"),
                Ratio.of(row.getLong("dead_lettered"), received),
                row.getLong("lag"),
                row.getLong("open_incidents"));
    }

    private static HouseQuality.TopicQuality topic(Row row) {
        HouseQuality.RecordQuality records = totals(row);
        return new HouseQuality.TopicQuality(
                row.getString("topic"),
                records.received(),
                records.duplicate(),
                records.duplicateShare(),
                records.deadLettered(),
                records.deadLetterShare(),
                records.lag(),
                records.openIncidents());
    }
}
