package io.millrace.intake;

import io.millrace.servers.RealServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;

/** Servers on which Kafka's retention has passed the ledger before the service starts, with several batches behind the gap. */
public class LogWithAGap extends IntakeServers {
    static final int LEDGER = 4;
    static final int LOG_START = 104;
    static final int LOG_END = 3_000;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        settings.put("millrace.intake.max-batch-records", "100");
        Ends ends = new Ends(database, run);
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, RealServers.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(ends.liveEvents(), Optional.of(2), Optional.empty())))
                    .all()
                    .get();
            // The broker hears of a new topic a little later than whoever has made it.
            String topicId = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> topicId(admin, ends.liveEvents()), id -> true);
            ends.publish(ends.liveEvents(), null, comments());
            admin.deleteRecords(
                            Map.of(new TopicPartition(ends.liveEvents(), 0), RecordsToDelete.beforeOffset(LOG_START)))
                    .all()
                    .get();
            ends.execute("""
                    INSERT INTO ingest_ledger (topic, topic_id, partition, next_offset, epoch, updated_at)
                    VALUES ('%s', '%s', 0, %d, 1, now())
                    """.formatted(ends.liveEvents(), topicId, LEDGER));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return settings;
    }

    private static String topicId(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .topicId()
                .toString();
    }

    private static List<byte[]> comments() {
        List<byte[]> comments = new ArrayList<>();
        long now = System.currentTimeMillis();
        for (int i = 0; i < LOG_END; i++) {
            comments.add("""
                    {"room_id": "7574586713859686400", "type": "chat", "payload": {"msgId": "%d", "createTime": "%d", "comment": "hi"}}
                    """.formatted(7_000_000 + i, now + i).getBytes(StandardCharsets.UTF_8));
        }
        return comments;
    }
}
