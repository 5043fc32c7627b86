package io.millrace.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.intake.IntakeServers.Books;
import io.millrace.intake.IntakeServers.Ends;
import io.millrace.servers.RealServers;
import io.millrace.servers.SelfSigned;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Intake through SASL and TLS, from a broker that at first knows another password. */
@QuarkusTest
@QuarkusTestResource(value = SecuredServers.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final AtomicLong NEXT_MESSAGE = new AtomicLong(7_400_000_000_000_000_000L);

    @SuppressWarnings("NullAway.Init") // The test resource fills it.
    Ends ends;

    /** The first of all, since only a start can be the first one. */
    @Test
    @Order(1)
    void aStartWithAWrongPasswordWaitsSaysWhyAndGoesOnWhenItIsMended() {
        awaitDown("authentication failed: Authentication failed during authentication due to invalid credentials");
        given().get("/q/health/live").then().statusCode(200);

        SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);

        awaitUp();
        assertThat(received(10)).isEqualTo(new Books(10, 10, 0, 0));
    }

    @Test
    @Order(2)
    void aPasswordThatIsChangedPausesIntakeAndLosesNothing() {
        mended();
        assertThat(received(10)).isEqualTo(new Books(10, 10, 0, 0));
        Books before = ends.books(ends.liveEvents());

        SecuredServers.passwordAtTheBroker("another");
        RealServers.restartSecuredKafka();
        publish(10);
        awaitDown("authentication failed: Authentication failed during authentication due to invalid credentials");
        given().get("/q/health/live").then().statusCode(200);
        assertThat(ends.books(ends.liveEvents())).isEqualTo(before);
        SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 10)).isEqualTo(new Books(10, 10, 0, 0));
        awaitUp();
    }

    @Test
    @Order(3)
    void aBrokerThatNobodyWeTrustVouchesForIsNotReadUntilItIsTheRightOne(@TempDir Path directory) throws IOException {
        mended();
        Books before = ends.books(ends.liveEvents());
        Path shown = RealServers.securedKafka().keyStore();
        byte[] right = Files.readAllBytes(shown);
        SelfSigned stranger = SelfSigned.make(directory, "stranger", "dns:localhost,ip:127.0.0.1");

        Files.copy(stranger.keyStore(), shown, StandardCopyOption.REPLACE_EXISTING);
        RealServers.restartSecuredKafka();
        publish(10);
        awaitDown("no TLS with the broker: unable to find valid certification path to requested target");
        assertThat(ends.books(ends.liveEvents())).isEqualTo(before);
        Files.write(shown, right);
        RealServers.restartSecuredKafka();

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 10)).isEqualTo(new Books(10, 10, 0, 0));
        awaitUp();
    }

    private void mended() {
        SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);
        awaitUp();
    }

    private Books received(int records) {
        Books before = ends.books(ends.liveEvents());
        publish(records);
        return ends.awaitReceived(ends.liveEvents(), before, records);
    }

    private void publish(int records) {
        long now = System.currentTimeMillis();
        List<byte[]> values = IntStream.range(0, records)
                .mapToObj(
                        i -> """
                        {"room_id": "7574586713859686401", "type": "chat",
                         "payload": {"msgId": "%d", "createTime": "%d", "comment": "through the door"}}
                        """.formatted(NEXT_MESSAGE.getAndIncrement(), now).getBytes(StandardCharsets.UTF_8))
                .toList();
        ends.publishSpread(ends.liveEvents(), values);
    }

    private static void awaitDown(String why) {
        Awaitility.await().atMost(AT_MOST).untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'intake' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'intake' }.data.kafka", containsString(why)));
    }

    private static void awaitUp() {
        Awaitility.await()
                .atMost(AT_MOST)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }
}
