package io.millrace.event;

import static io.millrace.event.Readings.EVENTS;
import static io.millrace.event.Readings.PROFILES;
import static io.millrace.event.Readings.RECORD_TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.samples.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** {@code docs/asyncapi.yaml}: what it points at is there, and its examples are what the schemas and the readers accept. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("docs/asyncapi.yaml");

    private final JsonNode document;

    AsyncApiTest() throws IOException {
        document = new YAMLMapper().readTree(Files.readString(DOCUMENT));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");

        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(references).hasSizeGreaterThan(7).allMatch(this::leadsSomewhere);
    }

    private boolean leadsSomewhere(String reference) {
        return reference.startsWith("#/")
                ? !document.at(reference.substring(1)).isMissingNode()
                : Files.exists(DOCUMENT.resolveSibling(reference));
    }

    @Test
    void everyOperationReceivesTheMessageOfItsOwnChannel() {
        assertThat(document.path("operations")).hasSize(2).allSatisfy(operation -> {
            assertThat(operation.path("action").asText()).isEqualTo("receive");
            String channel = operation.at("/channel/$ref").asText();
            assertThat(operation.at("/messages/0/$ref").asText()).startsWith(channel + "/messages/");
        });
    }

    @Test
    void topicsAreThoseThatTheServiceReads() throws IOException {
        Properties settings = new Properties();
        try (var file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(file);
        }

        assertThat(topics())
                .containsExactly(
                        settings.getProperty("millrace.intake.live-events-topic"),
                        settings.getProperty("millrace.intake.profile-stats-topic"));
    }

    private List<String> topics() {
        return List.of(topic("liveEvents"), topic("profileStats"));
    }

    private String topic(String channel) {
        String topic = document.at("/channels/" + channel + "/address").asText();
        assertThat(document.at("/channels/" + channel + "/bindings/kafka/topic").asText())
                .isEqualTo(topic);
        return topic;
    }

    @Test
    void exampleOfALiveEventIsValidAndAccepted() {
        assertThat(schemaOf("liveEvent")).isEqualTo(Schemas.LIVE_EVENT.file());
        assertThat(examples("liveEvent")).isNotEmpty().allSatisfy(example -> {
            assertThat(Schemas.LIVE_EVENT.violations(example)).isEmpty();
            LiveEvent event = Readings.accepted(EVENTS.read(Samples.bytes(example), RECORD_TIMESTAMP));
            assertThat(event.type()).isEqualTo(EventType.COMMENT);
            assertThat(event.comment()).isEqualTo("if");
        });
    }

    @Test
    void exampleOfAProfileSnapshotIsValidAndAccepted() {
        assertThat(schemaOf("profileSnapshot")).isEqualTo(Schemas.PROFILE_SNAPSHOT.file());
        assertThat(examples("profileSnapshot")).isNotEmpty().allSatisfy(example -> {
            assertThat(Schemas.PROFILE_SNAPSHOT.violations(example)).isEmpty();
            ProfileSnapshot snapshot = Readings.accepted(PROFILES.read(null, Samples.bytes(example), RECORD_TIMESTAMP));
            assertThat(snapshot.followerCount()).isEqualTo(427_682);
        });
    }

    private Path schemaOf(String message) {
        String reference = message(message).at("/payload/schema/$ref").asText();
        return DOCUMENT.resolveSibling(reference).normalize();
    }

    private List<JsonNode> examples(String message) {
        return message(message).path("examples").findValues("payload").stream().toList();
    }

    private JsonNode message(String name) {
        return document.path("components").path("messages").path(name);
    }
}
