package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CaptureReadTest {

    @ParameterizedTest
    @FieldSource("io.millrace.samples.Samples#CAPTURES")
    void everyFigureOfACaptureIsWhatItsReadmeSays(String capture) {
        JsonNode expected = Samples.expected(capture);
        Deliveries deliveries = Deliveries.of(capture);
        Figures figures = Figures.of(deliveries.events);

        Map<String, @Nullable Object> read = figures(figures);
        Map<String, @Nullable Object> wanted = wanted(expected, read);
        assertThat(read).containsExactlyInAnyOrderEntriesOf(wanted);
        assertThat(deliveries.events.size() + deliveries.withoutRoom)
                .isEqualTo(expected.get("lines").asInt());
    }

    @ParameterizedTest
    @FieldSource("io.millrace.samples.Samples#CAPTURES")
    void duplicatesAndTypesOfACaptureAreWhatItsReadmeSays(String capture) {
        JsonNode expected = Samples.expected(capture);
        Deliveries deliveries = Deliveries.of(capture);
        Figures figures = Figures.of(deliveries.events);

        Map<String, Long> types = new TreeMap<>();
        expected.get("events_by_type")
                .fields()
                .forEachRemaining(
                        type -> types.put(type.getKey(), type.getValue().asLong()));
        Map<String, Long> read = figures.byTypeName();
        deliveries.typesWithoutRoom.forEach((type, count) -> read.merge(type, count, Long::sum));

        assertThat(read).isEqualTo(types);
        assertThat(figures.duplicates() + deliveries.duplicatesWithoutRoom())
                .isEqualTo(expected.get("duplicates").asInt());
    }

    private static Map<String, @Nullable Object> figures(Figures figures) {
        LongSummaryStatistics likeTotals = figures.numbers(LiveEvent::likeTotal);
        LongSummaryStatistics viewers = figures.numbers(LiveEvent::viewers);
        Map<String, @Nullable Object> read = new LinkedHashMap<>();
        read.put("comments", figures.count(EventType.COMMENT));
        read.put("distinct_commenters", figures.users(EventType.COMMENT));
        read.put("like_events", figures.count(EventType.LIKE));
        read.put("likes_observed", figures.numbers(LiveEvent::likeCount).getSum());
        read.put("like_total_min", likeTotals.getCount() == 0 ? null : likeTotals.getMin());
        read.put("like_total_max", likeTotals.getCount() == 0 ? null : likeTotals.getMax());
        read.put("gift_messages", figures.count(EventType.GIFT));
        read.put("gift_streaks", figures.streaks());
        read.put("gift_single", figures.singleGifts());
        read.put("gifts", figures.gifts());
        read.put("diamonds", figures.diamonds());
        read.put("distinct_gifters", figures.users(EventType.GIFT));
        read.put("joins", figures.count(EventType.JOIN));
        read.put("distinct_joiners", figures.users(EventType.JOIN));
        read.put("follows", figures.count(EventType.FOLLOW));
        read.put("distinct_followers", figures.users(EventType.FOLLOW));
        read.put("follower_total_max", max(figures.numbers(LiveEvent::followerTotal)));
        read.put("shares", figures.count(EventType.SHARE));
        read.put("distinct_sharers", figures.users(EventType.SHARE));
        read.put("viewer_samples", figures.count(EventType.VIEWERS));
        read.put("viewers_min", viewers.getCount() == 0 ? null : viewers.getMin());
        read.put("viewers_max", max(viewers));
        read.put("total_user_max", max(figures.numbers(LiveEvent::viewersTotal)));
        read.put("wrong_if_repeat_counts_are_summed", figures.repeatCountsSummed());
        LongSummaryStatistics times = figures.events().stream()
                .filter(event -> event.type() != EventType.OTHER && event.dated())
                .mapToLong(LiveEvent::occurredAtMillis)
                .summaryStatistics();
        read.put("first_event_ms", times.getMin());
        read.put("last_event_ms", times.getMax());
        return read;
    }

    private static @Nullable Long max(LongSummaryStatistics numbers) {
        return numbers.getCount() == 0 ? null : (Long) numbers.getMax();
    }

    private static Map<String, @Nullable Object> wanted(JsonNode expected, Map<String, @Nullable Object> read) {
        Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
        for (String name : read.keySet()) {
            JsonNode value = expected.path(name);
            assertThat(value.isMissingNode()).as(name).isFalse();
            wanted.put(name, value.isNull() ? null : (Long) value.asLong());
        }
        return wanted;
    }

    @Test
    void eachOfManyRoomsHasItsOwnFigures() {
        JsonNode rooms = Samples.expected("c-v3-many-rooms").get("by_room");
        Figures figures = Figures.of(Deliveries.of("c-v3-many-rooms").events);

        assertThat(rooms).hasSize(47);
        rooms.fields().forEachRemaining(room -> {
            Map<String, @Nullable Object> ofRoom = figures(figures.ofRoom(Long.parseLong(room.getKey())));
            room.getValue().fields().forEachRemaining(figure -> {
                if (ofRoom.containsKey(figure.getKey())) {
                    assertThat(ofRoom.get(figure.getKey()))
                            .as(room.getKey() + " " + figure.getKey())
                            .isEqualTo(figure.getValue().asLong());
                }
            });
        });
    }

    /** A capture read line by line. The README counts lines without a room as events; to us they are refusals. */
    private static final class Deliveries {

        private final List<LiveEvent> events = new ArrayList<>();
        private final Map<String, Long> typesWithoutRoom = new TreeMap<>();
        private final Set<String> idsWithoutRoom = new HashSet<>();
        private int withoutRoom;

        static Deliveries of(String capture) {
            Deliveries deliveries = new Deliveries();
            for (byte[] value : Samples.capture(capture)) {
                Reading<LiveEvent> reading = Readings.EVENTS.read(value, Readings.RECORD_TIMESTAMP);
                if (reading instanceof Reading.Accepted<LiveEvent> accepted) {
                    deliveries.events.add(accepted.value());
                } else {
                    deliveries.refused(value, Readings.refused(reading));
                }
            }
            return deliveries;
        }

        private void refused(byte[] value, Reading.Refused<LiveEvent> refused) {
            JsonNode line = Samples.parse(new String(value, StandardCharsets.UTF_8));
            assertThat(refused.reason()).as(refused.detail()).isEqualTo(RefusalReason.MISSING_ROOM_ID);
            assertThat(line.get("room_id").asText()).isEmpty();
            withoutRoom++;
            if (idsWithoutRoom.add(line.at("/payload/common/msgId").asText())) {
                typesWithoutRoom.merge(line.get("type").asText(), 1L, Long::sum);
            }
        }

        int duplicatesWithoutRoom() {
            return withoutRoom - idsWithoutRoom.size();
        }
    }
}
