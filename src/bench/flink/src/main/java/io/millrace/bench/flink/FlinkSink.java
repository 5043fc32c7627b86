package io.millrace.bench.flink;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topic of flat records into {@code live_events} by Flink's own Kafka source and JDBC sink, at least once. */
public final class FlinkSink {
    /** As many as the machine that was tuned on has cores; two connections are what PostgreSQL does best with there. */
    private static final int PARALLELISM = 2;

    /** Rows a flush. */
    private static final int BATCH = 5_000;

    private static final String INSERT =
            "INSERT INTO live_events (room_id, occurred_at, msg_id, user_id, gift_id, gift_group_id,"
                    + " diamonds, repeat_count, like_count, like_total, viewers, viewers_total, follower_total, captured_at, host_user_id,"
                    + " gift_streakable, event_type, type_name, unique_id, nickname, comment, gift_name, source, title)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (room_id, occurred_at, msg_id) DO NOTHING";

    private FlinkSink() {}

    /** Bootstrap servers, topic, group, JDBC URL, user, password, directory of checkpoints. */
    public static void main(String[] args) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + args[6]);
        // A job that cannot go on is to say so.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment job = StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        KafkaSource<Event> source = KafkaSource.<Event>builder()
                .setBootstrapServers(args[0])
                .setTopics(args[1])
                .setGroupId(args[2])
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(new Events()))
                .setProperty("max.poll.records", "5000")
                .setProperty("max.partition.fetch.bytes", "4194304")
                .build();
        JdbcSink<Event> sink = JdbcSink.<Event>builder()
                .withQueryStatement(INSERT, FlinkSink::bind)
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH)
                        .withBatchIntervalMs(1_000)
                        .withMaxRetries(3)
                        .build())
                .buildAtLeastOnce(new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        // Rewriting makes one INSERT of many rows out of a batch.
                        .withUrl(args[3] + "?reWriteBatchedInserts=true")
                        .withDriverName("org.postgresql.Driver")
                        .withUsername(args[4])
                        .withPassword(args[5])
                        .build());
        job.fromSource(source, WatermarkStrategy.noWatermarks(), "flat records").sinkTo(sink);
        job.execute("live_events");
    }

    /** Reads a record once, in the source, so that nothing is serialised between source and sink, which are one chain. */
    static final class Events implements DeserializationSchema<Event> {
        private static final long serialVersionUID = 1;

        @Override
        public Event deserialize(byte[] message) throws IOException {
            return Event.read(message);
        }

        @Override
        public boolean isEndOfStream(Event event) {
            return false;
        }

        @Override
        public TypeInformation<Event> getProducedType() {
            return TypeInformation.of(Event.class);
        }
    }

    private static void bind(PreparedStatement insert, Event event) throws SQLException {
        insert.setLong(1, event.roomId);
        insert.setObject(2, time(event.occurredAt));
        insert.setLong(3, event.msgId);
        bind(insert, 4, event.userId);
        bind(insert, 5, event.giftId);
        bind(insert, 6, event.giftGroupId);
        bind(insert, 7, event.diamonds);
        bind(insert, 8, event.repeatCount);
        bind(insert, 9, event.likeCount);
        bind(insert, 10, event.likeTotal);
        bind(insert, 11, event.viewers);
        bind(insert, 12, event.viewersTotal);
        bind(insert, 13, event.followerTotal);
        if (event.capturedAt == null) {
            insert.setNull(14, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            insert.setObject(14, time(event.capturedAt));
        }
        bind(insert, 15, event.hostUserId);
        if (event.giftStreakable == null) {
            insert.setNull(16, Types.BOOLEAN);
        } else {
            insert.setBoolean(16, event.giftStreakable);
        }
        insert.setString(17, event.eventType);
        insert.setString(18, event.typeName);
        insert.setString(19, event.uniqueId);
        insert.setString(20, event.nickname);
        insert.setString(21, event.comment);
        insert.setString(22, event.giftName);
        insert.setString(23, event.source);
        insert.setString(24, event.title);
    }

    private static void bind(PreparedStatement insert, int at, Long number) throws SQLException {
        if (number == null) {
            insert.setNull(at, Types.BIGINT);
        } else {
            insert.setLong(at, number);
        }
    }

    private static OffsetDateTime time(long millis) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }
}
