package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import io.millrace.servers.RealServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedLoadIT {

    private final String broker = RealServers.kafka().bootstrapServers();
    private final String topic = "generated-" + UUID.randomUUID();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void everyEventArrivesInTheOrderOfItsRoom() throws Exception {
        GeneratorPlan plan = GeneratorPlan.standard(5, 4_000);
        List<String> told = new ArrayList<>();

        GeneratedLoad.Sent sent;
        try (GeneratedLoad.Sink sink = LoadSinks.topic(Map.of("bootstrap.servers", broker), topic)) {
            sent = new GeneratedLoad(plan, false, told::add).run(sink);
        }

        List<PlayedCapture.Line> arrived = PlayedCapture.until(broker, topic, lines -> lines.size() >= 4_000);
        assertThat(sent.events()).isEqualTo(4_000);
        assertThat(sent.bytes())
                .isEqualTo(arrived.stream().mapToLong(it -> it.bytes().length).sum());
        assertThat(arrived.stream()
                        .collect(Collectors.groupingBy(
                                PlayedCapture.Line::key,
                                Collectors.mapping(it -> text(it.bytes()), Collectors.toList()))))
                .isEqualTo(generated(plan).stream()
                        .collect(Collectors.groupingBy(
                                it -> text(it.key()),
                                Collectors.mapping(it -> text(it.value()), Collectors.toList()))));
    }

    @Test
    void aFileHasOneEventALine() throws Exception {
        GeneratorPlan plan = GeneratorPlan.standard(5, 300);
        Path file = directory.resolve("events.jsonl");

        try (GeneratedLoad.Sink sink = LoadSinks.lines(file.toString())) {
            new GeneratedLoad(plan, false, told -> {}).run(sink);
        }

        assertThat(Files.readAllLines(file))
                .isEqualTo(generated(plan).stream().map(it -> text(it.value())).toList());
    }

    @Test
    void aRateIsKeptAndStoppingTellsWhatWasSent() throws Exception {
        GeneratorPlan plan = GeneratorPlan.standard(5, 1_000_000).withStartsAt(Instant.now());
        List<GeneratedEvent> taken = new ArrayList<>();
        GeneratedLoad load = new GeneratedLoad(plan, true, told -> {});
        GeneratedLoad.Sink sink = new GeneratedLoad.Sink() {
            @Override
            public void take(GeneratedEvent event) {
                taken.add(event);
                if (taken.size() == 500) {
                    load.stop();
                }
            }

            @Override
            public void settle() {}

            @Override
            public void close() {}
        };

        GeneratedLoad.Sent sent = load.run(sink);

        assertThat(sent.events()).isEqualTo(500);
        // 1,000 a second: never early, and generous for a busy machine.
        assertThat(sent.seconds()).isBetween(0.45, 5.0);
    }

    private static List<GeneratedEvent> generated(GeneratorPlan plan) {
        List<GeneratedEvent> events = new ArrayList<>();
        new LiveEventGenerator(plan).forEachRemaining(events::add);
        return events;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
