package io.millrace.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.millrace.intake.IntakeServers.Books;
import io.millrace.intake.IntakeServers.Ends;
import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A log that is not what the books expect. */
@QuarkusTest
@QuarkusTestResource(value = LogWithAGap.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogSurprisesIT {
    @SuppressWarnings("NullAway.Init") // The test resource fills it.
    Ends ends;

    @Test
    @Order(1)
    void whatKafkaHasNoMoreIsCountedAndTheRestIsRead() {
        int left = LogWithAGap.LOG_END - LogWithAGap.LOG_START;

        Books books = ends.awaitReceived(ends.liveEvents(), new Books(0, 0, 0, 0), left);

        assertThat(books).isEqualTo(new Books(left, left, 0, 0));
        assertThat(given().get("/q/metrics").asString())
                .contains("millrace_offsets_missing_total{topic=\"%s\"} %d.0"
                        .formatted(ends.liveEvents(), LogWithAGap.LOG_START - LogWithAGap.LEDGER));
    }

    @Test
    @Order(2)
    void aTopicMadeAgainUnderTheSameNameStopsWithAReasonAndIsNotSkipped() throws Exception {
        Books before = ends.books(ends.liveEvents());
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, RealServers.kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of(ends.liveEvents())).all().get();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> admin.createTopics(
                            List.of(new NewTopic(ends.liveEvents(), Optional.of(1), Optional.empty())))
                    .all()
                    .get());
        }
        byte[] comment =
                "{\"room_id\": \"7574586713859686401\", \"type\": \"chat\", \"payload\": {\"comment\": \"new log\"}}"
                        .getBytes(StandardCharsets.UTF_8);

        ends.publish(ends.liveEvents(), null, List.of(comment));

        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body(containsString("deleted and made again")));
        assertThat(ends.books(ends.liveEvents())).isEqualTo(before);
        given().get("/api/v1/streams/7574586713859686401").then().statusCode(404);
    }
}
