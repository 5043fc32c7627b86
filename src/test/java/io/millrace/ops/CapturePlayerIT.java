package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.servers.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturePlayerIT {

    private static final List<Capture.Source> RECORDED = List.of(Capture.resource("/demo/cobalt.skyup.jsonl.gz"));
    private static final String HOST = "6598919201420488307";

    private final String broker = RealServers.kafka().bootstrapServers();
    private final String topic = "play-" + UUID.randomUUID();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void aWholeBroadcastArrivesInOneFreshRoomInOrderEndingNow() {
        Capture recorded = Capture.open(RECORDED);
        long before = System.currentTimeMillis();

        CapturePlayer.Played played = player(recorded, Pace.MAX, null, false).play();

        List<PlayedCapture.Line> arrived = arrived(755);
        assertThat(played.published()).isEqualTo(755);
        assertThat(played.of()).isEqualTo(755);
        assertThat(arrived).hasSize(755);
        assertThat(arrived)
                .extracting(PlayedCapture.Line::key)
                .containsOnly(played.rooms().get(0));
        assertThat(texts(arrived, "/host/id")).containsOnly(HOST);
        List<Long> captured = longs(arrived, "/captured_at");
        assertThat(captured).isSorted();
        assertThat(captured.get(754)).isBetween(before, System.currentTimeMillis());
        assertThat(captured.get(754) - captured.get(0)).isEqualTo(1_701_793_775_380L - 1_701_791_614_189L);
    }

    @Test
    void duplicatesAndStreaksAreAsManyAsRecorded() {
        Capture recorded = Capture.open(RECORDED);
        List<JsonNode> before = new ArrayList<>();
        recorded.read((text, envelope) -> before.add(envelope));

        player(recorded, Pace.MAX, Duration.ofSeconds(2), false).play();

        List<JsonNode> after =
                arrived(755).stream().map(PlayedCapture.Line::json).toList();
        assertThat(distinct(after, "/payload/common/msgId")).isEqualTo(distinct(before, "/payload/common/msgId"));
        assertThat(distinct(after, "/payload/groupId")).isEqualTo(distinct(before, "/payload/groupId"));
        assertThat(distinct(before, "/payload/common/msgId")).isEqualTo(748);
    }

    @Test
    void aMissingTopicIsMadeWithSixPartitions() throws Exception {
        player(written("{\"captured_at\": 1000, \"room_id\": \"7\", \"payload\": {}}"), Pace.MAX, null, false)
                .play();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            assertThat(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .values())
                    .singleElement()
                    .satisfies(made -> assertThat(made.partitions()).hasSize(6));
        }
    }

    @Test
    void atNaturalPaceALineIsPublishedWhenItSaysItWasCaptured() throws Exception {
        Capture recorded = written("""
                {"captured_at": 1700000000000, "room_id": "7", "payload": {}}
                {"captured_at": 1700000000700, "room_id": "7", "payload": {}}
                {"captured_at": 1700000900700, "room_id": "7", "payload": {}}""");

        player(recorded, Pace.NATURAL, Duration.ofSeconds(1), false).play();

        List<PlayedCapture.Line> arrived = arrived(3);
        List<Long> captured = longs(arrived, "/captured_at");
        assertThat(captured.get(1) - captured.get(0)).isEqualTo(700);
        assertThat(captured.get(2) - captured.get(1)).isEqualTo(1_000);
        // The bound is generous for a busy machine; the first lines wait for nothing but must never be early.
        assertThat(arrived).allSatisfy(line -> assertThat(
                        line.arrivedAt() - line.json().get("captured_at").asLong())
                .isBetween(0L, 5_000L));
    }

    @Test
    void asRecordedNotAByteIsChanged() throws Exception {
        String line = "{ \"captured_at\":1700000000000,\"room_id\":\"7\", \"payload\":{\"createTime\":1700000000000}}";

        player(written(line), Pace.MAX, null, true).play();

        PlayedCapture.Line arrived = arrived(1).get(0);
        assertThat(new String(arrived.bytes(), StandardCharsets.UTF_8)).isEqualTo(line);
        assertThat(arrived.key()).isEqualTo("7");
    }

    @Test
    void stoppingEndsASilenceAtOnceAndTellsWhatWasPublished() throws Exception {
        CapturePlayer player = player(written("""
                        {"captured_at": 1700000000000, "room_id": "7", "payload": {}}
                        {"captured_at": 1700009000000, "room_id": "7", "payload": {}}"""), Pace.NATURAL, null, false);
        CompletableFuture<CapturePlayer.Played> playing = CompletableFuture.supplyAsync(player::play);

        player.firstLineSent().get(20, TimeUnit.SECONDS);
        player.stop();

        CapturePlayer.Played played = playing.get(20, TimeUnit.SECONDS);
        assertThat(played.published()).isEqualTo(1);
        assertThat(played.of()).isEqualTo(2);
    }

    @Test
    void theDemoShowsBroadcastsThatAreOverAndGoesOnWithLiveOnesOfBothHosts() {
        try (Demo demo = CapturePlayer.demo(broker, topic)) {
            demo.start();
            List<PlayedCapture.Line> arrived = PlayedCapture.until(broker, topic, lines -> rooms(lines) >= 4);

            assertThat(rooms(arrived)).isEqualTo(4);
            assertThat(texts(arrived, "/host/unique_id").stream().distinct())
                    .containsExactlyInAnyOrder("cobalt.skyup", "reedat_thistle");
        }
    }

    private static long rooms(List<PlayedCapture.Line> lines) {
        return lines.stream().map(PlayedCapture.Line::key).distinct().count();
    }

    private CapturePlayer player(Capture capture, Pace pace, @Nullable Duration maxGap, boolean asRecorded) {
        return new CapturePlayer(
                new CapturePlayer.Options(
                        Map.of("bootstrap.servers", broker),
                        topic,
                        pace,
                        maxGap,
                        Duration.ZERO,
                        false,
                        asRecorded,
                        false),
                capture,
                told -> {});
    }

    private Capture written(String lines) throws IOException {
        return CapturePlayer.capture(List.of(Files.writeString(directory.resolve("capture.jsonl"), lines)));
    }

    private List<PlayedCapture.Line> arrived(int count) {
        return PlayedCapture.until(broker, topic, lines -> lines.size() >= count);
    }

    private static List<String> texts(List<PlayedCapture.Line> lines, String pointer) {
        return lines.stream().map(line -> line.json().at(pointer).asText()).toList();
    }

    private static List<Long> longs(List<PlayedCapture.Line> lines, String pointer) {
        return lines.stream().map(line -> line.json().at(pointer).asLong()).toList();
    }

    private static int distinct(List<JsonNode> lines, String pointer) {
        return lines.stream()
                .map(line -> line.at(pointer).asText())
                .collect(Collectors.toSet())
                .size();
    }
}
