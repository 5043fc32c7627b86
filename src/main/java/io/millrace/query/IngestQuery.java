package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The books of ingest, with where Kafka's logs ended when intake last looked. */
@Singleton
public class IngestQuery {
    private static final String LEDGER = """
            SELECT topic, topic_id, partition, next_offset, epoch, received, stored, duplicate, dead_lettered, log_end_offset,
                   updated_at
              FROM ingest_ledger
             ORDER BY topic, partition
            """;

    private final Database database;

    IngestQuery(Database database) {
        this.database = database;
    }

    public Uni<Ingest> books() {
        return database.read(LEDGER)
                .map(rows -> books(rows.stream().map(IngestQuery::partition).toList()));
    }

    private static Ingest books(List<Ingest.Partition> partitions) {
        return new Ingest(
                new Ingest.Totals(
                        partitions.stream()
                                .mapToLong(Ingest.Partition::received)
                                .sum(),
                        partitions.stream().mapToLong(Ingest.Partition::stored).sum(),
                        partitions.stream()
                                .mapToLong(Ingest.Partition::duplicate)
                                .sum(),
                        partitions.stream()
                                .mapToLong(Ingest.Partition::deadLettered)
                                .sum(),
                        lag(partitions)),
                partitions,
                partitions.stream()
                        .map(Ingest.Partition::updatedAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static @Nullable Long lag(List<Ingest.Partition> partitions) {
        if (partitions.isEmpty() || partitions.stream().anyMatch(partition -> partition.lag() == null)) {
            return null;
        }
        return partitions.stream()
                .map(Ingest.Partition::lag)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Ingest.Partition partition(Row row) {
        long nextOffset = row.getLong("next_offset");
        Long end = row.getLong("log_end_offset");
        return new Ingest.Partition(
                row.getString("topic"),
                row.getString("topic_id"),
                row.getInteger("partition"),
                nextOffset,
                row.getLong("epoch"),
                row.getLong("received"),
                row.getLong("stored"),
                row.getLong("duplicate"),
                row.getLong("dead_lettered"),
                // Intake looks at the log every two seconds and writes more often: the books may be ahead.
                end == null ? null : Math.max(0, end - nextOffset),
                Database.requiredInstant(row, "updated_at"));
    }
}
