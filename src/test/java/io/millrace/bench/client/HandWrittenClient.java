package io.millrace.bench.client;

import io.millrace.bench.load.Column;
import io.millrace.bench.load.FlatReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a good developer writes on an afternoon: each thread with a consumer of the group and a connection, a batch for each poll, offsets
 * behind the commit. At least once, and the key makes it once.
 */
public final class HandWrittenClient {
    private static final Column[] COLUMNS = Column.values();
    private static final String INSERT = "INSERT INTO live_events (" + Column.list() + ") VALUES ("
            + String.join(", ", Collections.nCopies(COLUMNS.length, "?"))
            + ") ON CONFLICT (room_id, occurred_at, msg_id) DO NOTHING";

    private HandWrittenClient() {}

    /** Bootstrap servers, topic of flat records, group, JDBC URL, user, password, threads. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int count = Integer.parseInt(args[6]);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(threads.submit(() -> {
                consume(args);
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
    }

    private static void consume(String[] args) throws SQLException, IOException {
        FlatReader reader = new FlatReader();
        // Rewriting makes one INSERT of many rows out of a batch: without it each row is a statement of its own.
        String url = args[3] + "?reWriteBatchedInserts=true";
        try (KafkaConsumer<byte[], byte[]> consumer = Polling.consumer(args[0], args[2]);
                Connection connection = DriverManager.getConnection(url, args[4], args[5]);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            consumer.subscribe(List.of(args[1]));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Polling.WAIT);
                if (!records.isEmpty()) {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        bind(insert, reader.read(record.value()));
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    consumer.commitAsync();
                }
            }
        }
    }

    private static void bind(PreparedStatement insert, @Nullable Object[] row) throws SQLException {
        for (Column column : COLUMNS) {
            bind(insert, column.ordinal() + 1, column.kind(), row[column.ordinal()]);
        }
    }

    private static void bind(PreparedStatement insert, int at, Column.Kind kind, @Nullable Object value)
            throws SQLException {
        switch (kind) {
            case BIGINT -> {
                if (value == null) {
                    insert.setNull(at, Types.BIGINT);
                } else {
                    insert.setLong(at, (Long) value);
                }
            }
            case TIME -> {
                if (value == null) {
                    insert.setNull(at, Types.TIMESTAMP_WITH_TIMEZONE);
                } else {
                    insert.setObject(at, OffsetDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC));
                }
            }
            case BOOLEAN -> {
                if (value == null) {
                    insert.setNull(at, Types.BOOLEAN);
                } else {
                    insert.setBoolean(at, (Boolean) value);
                }
            }
            case TEXT -> insert.setString(at, (String) value);
        }
    }
}
