package io.millrace.event;

import static io.millrace.event.Readings.EVENTS;
import static io.millrace.event.Readings.RECORD_TIMESTAMP;
import static io.millrace.event.Readings.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema of live events says what the reader does: it refuses nothing that is accepted, and what it refuses is a dead letter. */
class LiveEventSchemaTest {

    /** Where the schema describes what is read in each place. */
    private static final Map<Place, String> DESCRIBED = Map.ofEntries(
            Map.entry(Place.ENVELOPE, ""),
            Map.entry(Place.ENVELOPE_HOST, "/$defs/person"),
            Map.entry(Place.MESSAGE, "/$defs/message"),
            Map.entry(Place.HEADER, "/$defs/header"),
            Map.entry(Place.DISPLAY_TEXT, "/$defs/displayText"),
            Map.entry(Place.PIECE_USER, "/$defs/person"),
            Map.entry(Place.USER, "/$defs/person"),
            Map.entry(Place.FROM_USER, "/$defs/person"),
            Map.entry(Place.USER_INFO, "/$defs/person"),
            Map.entry(Place.HOST, "/$defs/person"),
            Map.entry(Place.GIFT, "/$defs/giftDescription"),
            Map.entry(Place.GIFT_DETAILS, "/$defs/giftDescription"),
            Map.entry(Place.M_GIFT, "/$defs/giftDescription"),
            Map.entry(Place.ENVELOPE_INFO, "/$defs/treasureBox"),
            Map.entry(Place.ROOM_INFO, "/$defs/roomInfo"),
            Map.entry(Place.ROOM_OWNER, "/$defs/roomInfo/properties/owner"),
            Map.entry(Place.ROOM_STATS, "/$defs/roomInfo/properties/stats"));

    @Test
    void everyNameThatTheReaderLooksForIsDescribed() {
        List<String> undescribed = Arrays.stream(Field.values())
                .filter(field -> field.place().root() != Place.PROFILE)
                .flatMap(field -> field.names().stream()
                        .filter(name -> !describes(field.place(), name))
                        .map(name -> field + " " + name))
                .toList();

        assertThat(undescribed).isEmpty();
    }

    private static boolean describes(Place place, String name) {
        JsonNode properties = Schemas.LIVE_EVENT.tree().at(DESCRIBED.get(place) + "/properties");
        JsonNode property = properties.path(name);
        return property.has("description") || property.has("$ref");
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyLineOfARecordingIsValid(String capture) {
        List<byte[]> lines = Samples.capture(capture);

        assertThat(lines).isNotEmpty().allSatisfy(LiveEventSchemaTest::isValid);
    }

    static List<String> captures() {
        return Samples.CAPTURES;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everySampleThatIsAcceptedIsValid(String file) {
        List<byte[]> accepted = Samples.file(file).stream()
                .filter(value -> EVENTS.read(value, RECORD_TIMESTAMP) instanceof Reading.Accepted)
                .toList();

        assertThat(accepted).allSatisfy(LiveEventSchemaTest::isValid);
    }

    static List<String> files() {
        return Samples.FILES;
    }

    private static void isValid(byte[] value) {
        JsonNode message = Samples.parse(new String(value, StandardCharsets.UTF_8));
        assertThat(Schemas.LIVE_EVENT.violations(message)).as(message::toString).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatTheSchemaRefusesIsADeadLetterHoweverASampleIsTamperedWith(String file) {
        JsonNode sample = Samples.envelopes(file).get(0);
        Set<String> refusedThoughAccepted = new TreeSet<>();

        Tampering.variants(sample, names(), variant -> {
            if (!Schemas.LIVE_EVENT.accepts(variant) && accepts(variant)) {
                refusedThoughAccepted.add(Schemas.LIVE_EVENT.violations(variant) + " in " + variant);
            }
        });

        assertThat(refusedThoughAccepted).isEmpty();
    }

    /** Of every field of a live event, and of every place. */
    private static Set<String> names() {
        Stream<String> fields = Arrays.stream(Field.values())
                .filter(field -> field.place().root() != Place.PROFILE)
                .flatMap(field -> field.names().stream());
        Stream<String> places = EnumSet.of(Place.ENVELOPE, Place.MESSAGE, Place.HEADER).stream()
                .flatMap(place -> Aliases.in(place).keySet().stream());
        return Stream.concat(fields, places).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[]",
                "{}",
                "{\"room_id\": 1, \"type\": \"chat\"}",
                "{\"room_id\": 1, \"type\": \"chat\", \"payload\": null}",
                "{\"room_id\": 1, \"type\": \"chat\", \"payload\": \"x\"}",
                "{\"room_id\": 1, \"type\": \"chat\", \"data\": {}}",
                "{\"room_id\": \"room-7\", \"type\": \"chat\", \"payload\": {}}",
                "{\"room_id\": -1, \"type\": \"chat\", \"payload\": {}}",
                "{\"room_id\": 9223372036854775808, \"type\": \"chat\", \"payload\": {}}",
                "{\"room_id\": {}, \"type\": \"chat\", \"payload\": {}}",
                "{\"type\": \"chat\", \"payload\": {}}",
                "{\"room_id\": \"0\", \"type\": \"chat\", \"payload\": {}}",
                "{\"room_id\": 1, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": {}, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"chat\", \"source\": [], \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"chat\", \"captured_at\": \"yesterday\", \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"chat\", \"captured_at\": \"2025-11-20T10:00:00\", \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"chat\", \"captured_at\": -1, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"x\", \"host\": {\"id\": \"x\"}, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"x\", \"host\": {\"unique_id\": {}}, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"x\", \"host\": {\"nickname\": []}, \"payload\": {}}",
                "{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": []}}",
                "{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": [1]}}",
                "{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": [{}, {}]}}"
            })
    void brokenEnvelopeIsRefusedByBoth(String json) {
        assertRefusedByBoth(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "x; {\"common\": {\"msgId\": -5}}",
                "x; {\"common\": {\"createTime\": \"soon\"}}",
                "x; {\"baseMessage\": {\"messageId\": {}}}",
                "x; {\"msgId\": -5}",
                "x; {\"msg_id\": {}}",
                "x; {\"createTime\": \"soon\"}",
                "x; {\"occurred_at\": -1}",
                "x; {\"timestamp\": []}",
                "x; {\"event_type\": {}}",
                "x; {\"data\": {\"common\": {\"msgId\": -5}}}",
                "chat; {\"content\": {}}",
                "chat; {\"comment\": []}",
                "WebcastChatMessage; {\"user\": {\"id\": \"somebody\"}}",
                "CommentEvent; {\"userInfo\": {\"id\": -2}}",
                "chat; {\"fromUser\": {\"nickname\": {}}}",
                "chat; {\"userId\": \"somebody\"}",
                "chat; {\"uniqueId\": {}}",
                "chat; {\"host_user_id\": \"somebody\"}",
                "like; {\"count\": \"many\"}",
                "live.like; {\"likeCount\": 1000000001}",
                "like; {\"total\": -1}",
                "WebcastLikeMessage; {\"data\": {\"common\": {}, \"count\": \"many\"}}",
                "like; {\"event_type\": \"like\", \"like_count\": \"many\"}",
                "like; {\"event_type\": \"like\", \"like_total\": 1000000000000001}",
                "gift; {\"giftId\": \"rose\"}",
                "gift; {\"gift\": {\"id\": \"rose\"}}",
                "gift; {\"giftDetails\": {\"diamondCount\": \"many\"}}",
                "gift; {\"mGift\": {\"name\": {}}}",
                "gift; {\"gift\": {\"type\": \"combo\"}}",
                "gift; {\"gift_streakable\": \"perhaps\"}",
                "gift; {\"diamonds\": -1}",
                "gift; {\"repeatCount\": 1.5}",
                "gift; {\"gift\": {\"repeat_count\": \"many\"}}",
                "gift; {\"diamonds\": 1000001}",
                "gift; {\"mGift\": {\"diamondCount\": 1000001}}",
                "gift; {\"gift\": {\"repeat_count\": \"1000001\"}}",
                "gift; {\"groupId\": -7}",
                "gift; {\"gift_group_id\": {}}",
                "roomUser; {\"viewerCount\": \"many\"}",
                "WebcastRoomUserSeqMessage; {\"total\": \"many\"}",
                "viewers; {\"viewers_total\": \"many\"}",
                "follow; {\"followCount\": \"many\"}",
                "share; {\"follower_total\": {}}",
                "member; {\"user\": {\"id\": \"somebody\"}}"
            })
    void brokenPayloadIsRefusedByBoth(String type, String payload) {
        assertRefusedByBoth(envelope(type, payload));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "like; {\"count\": \"3\", \"total\": \"12\"}",
                "like; {\"count\": 3.0, \"total\": \"\"}",
                "chat; {\"count\": \"many\", \"content\": 5}",
                "gift; {\"giftId\": 5655, \"gift\": {\"id\": \"unread\"}, \"gift_streakable\": \"1\"}",
                "gift; {\"event_type\": \"gift\", \"gift_group_id\": -17}",
                "like; {\"event_type\": \"comment\", \"count\": \"many\"}",
                "chat; {\"user\": {\"id_str\": \"7\", \"id\": 7.5e18}}",
                "chat; {\"createTime\": \"1763101877.486373\"}",
                "chat; {\"createTime\": 1.763101877486373E9}",
                "chat; {\"common\": {\"msgId\": \"a text\"}}",
                "a_type_of_tomorrow; {\"whatever\": [1, {\"user\": 2}], \"user\": {\"id\": \"somebody\"}}"
            })
    void whatTheReaderToleratesTheSchemaDoes(String type, String payload) {
        JsonNode message = Samples.parse(envelope(type, payload));

        assertThat(accepts(message)).isTrue();
        assertThat(Schemas.LIVE_EVENT.violations(message)).isEmpty();
    }

    private static void assertRefusedByBoth(String json) {
        JsonNode message = Samples.parse(json);

        assertThat(Schemas.LIVE_EVENT.accepts(message))
                .as("the schema accepts it")
                .isFalse();
        assertThat(accepts(message)).as("the reader accepts it").isFalse();
    }

    private static boolean accepts(JsonNode message) {
        return EVENTS.read(Samples.bytes(message), RECORD_TIMESTAMP) instanceof Reading.Accepted;
    }
}
