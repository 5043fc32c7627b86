package io.millrace.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.millrace.intake.IntakeServers.Books;
import io.millrace.intake.IntakeServers.Ends;
import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A log that is not what the books expect. One story, told in order. */
@QuarkusTest
@QuarkusTestResource(value = LogWithAGap.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogSurprisesIT {
    private static final int LEFT = LogWithAGap.LOG_END - LogWithAGap.LOG_START;

    @SuppressWarnings("NullAway.Init") // The test resource fills it.
    Ends ends;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Topics topics;

    @Test
    @Order(1)
    void whatRetentionHasDeletedUnreadStopsThePartitionWithItsReason() {
        awaitNotReady("Kafka has deleted records that were never read");

        assertThat(ends.books(ends.liveEvents())).isEqualTo(new Books(0, 0, 0, 0));
        assertThat(incidents()).containsExactly("offset_below_log_start|4|104|3000||");
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    @Order(2)
    void otherTopicsGoOnMeanwhile() {
        Books before = ends.books(ends.profileStats());

        ends.publish(
                ends.profileStats(),
                null,
                List.of("{\"user_id\": \"6588608140327071691\", \"follower_count\": 5}"
                        .getBytes(StandardCharsets.UTF_8)));

        assertThat(ends.awaitReceived(ends.profileStats(), before, 1)).isEqualTo(new Books(1, 1, 0, 0));
    }

    @Test
    @Order(3)
    void aDecisionIsCarriedOutWhileTheServiceRuns() {
        decide("start");

        assertThat(ends.awaitReceived(ends.liveEvents(), new Books(0, 0, 0, 0), LEFT))
                .isEqualTo(new Books(LEFT, LEFT, 0, 0));
        assertThat(incidents()).containsExactly("offset_below_log_start|4|104|3000|104|100");
        awaitReady();
    }

    @Test
    @Order(4)
    void offsetsThatTransactionsUseUpAreNoIncident() {
        Books before = ends.books(ends.liveEvents());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealServers.kafka().bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        ends.liveEvents()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 5; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(ends.liveEvents(), comment("in a transaction " + i)));
                producer.commitTransaction();
            }
        }

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 5)).isEqualTo(new Books(5, 5, 0, 0));
        assertThat(incidents()).hasSize(1);
        TopicPartition first = new TopicPartition(ends.liveEvents(), 0);
        long markers = LogWithAGap.LOG_END;
        assertThat(topics.hasRecords(first, markers - 1, markers)).isTrue();
        assertThat(ends.rows(
                        "SELECT partition, next_offset, log_end_offset FROM ingest_ledger WHERE topic = '%s' AND next_offset < log_end_offset"
                                .formatted(ends.liveEvents())))
                .as("what a transaction leaves at the end of a log is not there to be read")
                .allSatisfy(row -> {
                    List<Long> at =
                            Arrays.stream(row.split("\\|")).map(Long::valueOf).toList();
                    TopicPartition partition =
                            new TopicPartition(ends.liveEvents(), at.get(0).intValue());
                    assertThat(topics.hasRecords(partition, at.get(1), at.get(2)))
                            .isFalse();
                });
    }

    @Test
    @Order(5)
    void aTopicMadeAgainUnderTheSameNameStopsAndIsNotSkipped() throws Exception {
        Books before = ends.books(ends.liveEvents());

        makeTopicAgain();
        ends.publish(ends.liveEvents(), null, List.of(comment("new log")));

        awaitNotReady("deleted and made again");
        assertThat(ends.books(ends.liveEvents())).isEqualTo(before);
        assertThat(incidents())
                .as("both partitions")
                .hasSize(3)
                .last()
                .asString()
                .startsWith("topic_recreated|");

        decide("start");

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 1)).isEqualTo(new Books(1, 1, 0, 0));
        awaitReady();
    }

    @Test
    @Order(6)
    void booksBeyondTheLogsEndStopAndNothingIsTakenForRead() {
        Books before = ends.books(ends.liveEvents());
        // As after a broker that lost its disk: the books know of more than the log has.
        ends.execute("UPDATE ingest_ledger SET next_offset = next_offset + 7, epoch = epoch + 1 WHERE topic = '%s'"
                .formatted(ends.liveEvents()));
        ends.publish(ends.liveEvents(), null, List.of(comment("after the loss")));

        awaitNotReady("the log ends before the books do");
        assertThat(ends.books(ends.liveEvents())).isEqualTo(before);

        // As after a failover to a copy that had not heard of it: it is found again, or nobody could ever decide.
        ends.execute("DELETE FROM ingest_incidents WHERE resumed_at IS NULL");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !ends.rows(
                        "SELECT id FROM ingest_incidents WHERE resumed_at IS NULL")
                .isEmpty());
        decide("start");

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 2))
                .as("one was known already")
                .isEqualTo(new Books(2, 1, 1, 0));
        awaitReady();
    }

    @Test
    @Order(7)
    void booksThatWentBackAreReadAgainAlthoughNothingNewComes() {
        Books before = ends.books(ends.liveEvents());
        // As after a failover to a copy that had not heard of the last commit: its rows and its books are gone
        // together.
        ends.execute("DELETE FROM live_events WHERE comment = 'after the loss'");
        ends.execute(
                "UPDATE ingest_ledger SET next_offset = 0, received = 0, stored = 0, duplicate = 0 WHERE topic = '%s'"
                        .formatted(ends.liveEvents()));

        ends.awaitReceived(ends.liveEvents(), new Books(0, 0, 0, 0), 2);

        assertThat(ends.books(ends.liveEvents())).isNotEqualTo(before).isEqualTo(new Books(2, 1, 1, 0));
        assertThat(ends.rows("SELECT count(*) FROM live_events WHERE comment = 'after the loss'"))
                .containsExactly("1");
    }

    private void makeTopicAgain() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, RealServers.kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of(ends.liveEvents())).all().get();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> admin.createTopics(
                            List.of(new NewTopic(ends.liveEvents(), Optional.of(2), Optional.empty())))
                    .all()
                    .get());
        }
    }

    private List<String> incidents() {
        return ends.rows("""
                SELECT kind, next_offset, log_start, log_end, resumed_offset, skipped FROM ingest_incidents
                 WHERE topic = '%s' ORDER BY id
                """.formatted(ends.liveEvents()));
    }

    private void decide(String decision) {
        ends.execute("""
                UPDATE ingest_incidents SET decision = '%s', decided_at = now() WHERE topic = '%s' AND resumed_at IS NULL
                """.formatted(decision, ends.liveEvents()));
    }

    private static void awaitNotReady(String reason) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() ->
                        given().get("/q/health/ready").then().statusCode(503).body(containsString(reason)));
    }

    private static void awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private static byte[] comment(String text) {
        return "{\"room_id\": \"7574586713859686401\", \"type\": \"chat\", \"payload\": {\"comment\": \"%s\"}}"
                .formatted(text)
                .getBytes(StandardCharsets.UTF_8);
    }
}
