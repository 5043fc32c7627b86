package io.millrace.ops.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same events in each shape and size. */
class ShapesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GeneratorPlan PLAN = Crowded.plan(5_000).withDuplicates(0.05);

    private static final RecursiveComparisonConfiguration BUT_FOR_THE_WORDS = RecursiveComparisonConfiguration.builder()
            .withIgnoredFields("typeName", "source", "raw")
            .build();

    @Test
    void eachShapeAndSizeIsReadAsTheSameEvents() {
        List<LiveEvent> lean = read(PLAN);

        assertThat(lean).hasSize(5_000);
        for (Shape shape : List.of(Shape.ENVELOPE, Shape.CANONICAL)) {
            for (Size size : Size.values()) {
                assertThat(read(PLAN.withShape(shape).withSize(size)))
                        .as("%s %s", shape, size)
                        .usingRecursiveFieldByFieldElementComparator(BUT_FOR_THE_WORDS)
                        .isEqualTo(lean);
            }
        }
    }

    @Test
    void aFlatObjectHasEveryColumnOfTheEnvelopesEventInOneOrder() throws IOException {
        List<LiveEvent> read = read(PLAN);
        List<GeneratedEvent> flat = given(PLAN.withShape(Shape.FLAT));

        for (int i = 0; i < flat.size(); i++) {
            JsonNode row = JSON.readTree(flat.get(i).value());
            Map<String, @Nullable Object> columns = columns(read.get(i));
            List<String> names = new ArrayList<>();
            row.fieldNames().forEachRemaining(names::add);
            assertThat(names).containsExactlyElementsOf(columns.keySet());
            assertThat(row).isEqualTo(JSON.readTree(JSON.writeValueAsBytes(columns)));
        }
    }

    @Test
    void flatIsTheSameInBothSizes() {
        assertThat(given(PLAN.withShape(Shape.FLAT).withSize(Size.FULL)))
                .extracting(GeneratedEvent::value)
                .containsExactlyElementsOf(given(PLAN.withShape(Shape.FLAT)).stream()
                        .map(GeneratedEvent::value)
                        .toList());
    }

    @Test
    void whatIsGivenBesideTheBytesIsInThem() {
        assertThat(Crowded.events(PLAN)).allSatisfy(it -> {
            assertThat(it.given().key())
                    .asString()
                    .isEqualTo(Long.toString(it.read().roomId()));
            assertThat(it.given().roomId()).isEqualTo(it.read().roomId());
            assertThat(it.given().occurredAtMillis()).isEqualTo(it.read().occurredAtMillis());
            assertThat(it.read().capturedAtMillis()).isGreaterThan(it.read().occurredAtMillis());
            assertThat(it.read().dated()).isTrue();
        });
    }

    @Test
    void leanIsSmallAndFullIsAsScrapersEmit() {
        assertThat(bytes(PLAN)).isBetween(350.0, 600.0);
        assertThat(bytes(PLAN.withSize(Size.FULL))).isBetween(4_000.0, 7_000.0);
        assertThat(given(PLAN.withSize(Size.FULL)))
                .allSatisfy(it -> assertThat(it.value().length).isBetween(2_500, 12_000));
    }

    private static double bytes(GeneratorPlan plan) {
        return given(plan).stream().collect(Collectors.averagingInt(it -> it.value().length));
    }

    private static List<LiveEvent> read(GeneratorPlan plan) {
        return Crowded.events(plan).stream().map(Crowded::read).toList();
    }

    private static List<GeneratedEvent> given(GeneratorPlan plan) {
        List<GeneratedEvent> events = new ArrayList<>();
        new LiveEventGenerator(plan).forEachRemaining(events::add);
        return events;
    }

    /** In the order of the table. */
    private static Map<String, @Nullable Object> columns(LiveEvent event) {
        Host host = event.host();
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("room_id", event.roomId());
        columns.put("occurred_at", event.occurredAtMillis());
        columns.put("msg_id", event.msgId());
        columns.put("user_id", event.userId());
        columns.put("gift_id", event.giftId());
        columns.put("gift_group_id", event.giftGroupId());
        columns.put("diamonds", event.diamonds());
        columns.put("repeat_count", event.repeatCount());
        columns.put("like_count", event.likeCount());
        columns.put("like_total", event.likeTotal());
        columns.put("viewers", event.viewers());
        columns.put("viewers_total", event.viewersTotal());
        columns.put("follower_total", event.followerTotal());
        columns.put("captured_at", event.capturedAtMillis());
        columns.put("host_user_id", host == null ? null : host.userId());
        columns.put("gift_streakable", event.giftStreakable());
        columns.put("event_type", event.type().label());
        columns.put("type_name", event.typeName());
        columns.put("unique_id", event.uniqueId());
        columns.put("nickname", event.nickname());
        columns.put("comment", event.comment());
        columns.put("gift_name", event.giftName());
        columns.put("source", event.source());
        columns.put("title", event.title());
        return columns;
    }
}
