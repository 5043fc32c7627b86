package io.millrace.event;

import static io.millrace.event.Readings.envelope;
import static io.millrace.event.Readings.read;
import static io.millrace.event.Readings.refusal;
import static io.millrace.event.Readings.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

    private static final String GOOD = envelope("chat", "{\"content\": \"é\"}");

    @Test
    void nothingIsMalformed() {
        assertThat(reasonOf(null)).isEqualTo(RefusalReason.MALFORMED_JSON);
        assertThat(reasonOf(new byte[0])).isEqualTo(RefusalReason.MALFORMED_JSON);
        assertThat(reasonOf(" \n".getBytes(StandardCharsets.UTF_8))).isEqualTo(RefusalReason.MALFORMED_JSON);
    }

    @Test
    void everyTruncationIsMalformed() {
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < good.length; length++) {
            assertThat(reasonOf(Arrays.copyOf(good, length))).isEqualTo(RefusalReason.MALFORMED_JSON);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{} {}",
                "{},",
                "{'a': 1}",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{\"a\": \"\t\"}",
                "{\"a\" 1}",
                "// c\n{}",
                "[1, 2"
            })
    void whatIsNotJsonIsMalformed(String json) {
        assertThat(refused(read(json)).reason()).isEqualTo(RefusalReason.MALFORMED_JSON);
    }

    @Test
    void whatFollowsTheObjectIsMalformed() {
        assertThat(refused(read(GOOD + " x")).reason()).isEqualTo(RefusalReason.MALFORMED_JSON);
        assertThat(refused(read(GOOD + GOOD)).reason()).isEqualTo(RefusalReason.MALFORMED_JSON);
        assertThat(read(GOOD + " \n")).isInstanceOf(Reading.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE", "ISO-8859-1"})
    void otherEncodingsAreMalformed(String charset) {
        assertThat(reasonOf(GOOD.getBytes(Charset.forName(charset)))).isEqualTo(RefusalReason.MALFORMED_JSON);
    }

    @Test
    void byteOrderMarkIsMalformed() {
        assertThat(refused(read("\ufeff" + GOOD)).reason()).isEqualTo(RefusalReason.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "e08080",
                "f0808080",
                "eda080",
                "edbfbf",
                "f4908080",
                "f5",
                "ff",
                "80",
                "c3",
                "e282",
                "c328"
            })
    void brokenUtf8IsMalformedEvenWhereNobodyLooks(String hex) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        String[] halves = envelope("chat", "{\"ignored\": [\"|\"]}").split("\\|", -1);
        value.writeBytes(halves[0].getBytes(StandardCharsets.UTF_8));
        value.writeBytes(HexFormat.of().parseHex(hex));
        value.writeBytes(halves[1].getBytes(StandardCharsets.UTF_8));

        assertThat(reasonOf(value.toByteArray())).isEqualTo(RefusalReason.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"é\"", "[]", "[{}]", "true", "-1.5e3"})
    void otherJsonIsNotAnObject(String json) {
        assertThat(refused(read(json)).reason()).isEqualTo(RefusalReason.NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', MISSING_PAYLOAD",
        "'{\"room_id\": 1, \"type\": \"chat\"}', MISSING_PAYLOAD",
        "'{\"room_id\": 1, \"type\": \"chat\", \"payload\": null}', MISSING_PAYLOAD",
        "'{\"room_id\": 1, \"type\": \"chat\", \"data\": {}}', MISSING_PAYLOAD",
        "'{\"room_id\": 1, \"type\": \"chat\", \"payload\": \"x\"}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": \"chat\", \"payload\": [{}]}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": \"chat\", \"payload\": 5}', BAD_VALUE",
        "'{\"type\": \"chat\", \"payload\": {}}', MISSING_ROOM_ID",
        "'{\"room_id\": \"0\", \"type\": \"chat\", \"payload\": {\"common\": {\"roomId\": \"\"}}}', MISSING_ROOM_ID",
        "'{\"room_id\": 1, \"payload\": {}}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": {}, \"payload\": {}}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": []}}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": [1]}}', BAD_VALUE",
        "'{\"room_id\": 1, \"type\": \"x\", \"payload\": {\"messages\": [{}, {}]}}', BAD_VALUE",
        "'{\"room_id\": 1, \"host\": {\"id\": \"x\"}, \"type\": \"x\", \"payload\": {}}', BAD_ID",
        "'{\"room_id\": 1, \"type\": \"gift\", \"payload\": {\"gift\": {\"id\": \"rose\"}}}', BAD_ID",
        "'{\"room_id\": 1, \"type\": \"gift\", \"payload\": {\"gift_streakable\": \"perhaps\"}}', BAD_VALUE"
    })
    void eachFaultHasItsReason(String json, RefusalReason reason) {
        Reading.Refused<LiveEvent> refused = refused(read(json));

        assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
        assertThat(refused.detail()).isNotBlank();
    }

    @Test
    void messageOutsideTheWindowIsTooOldOrInFuture() {
        Instant now = Instant.parse("2025-11-20T00:00:00Z");
        AcceptedWindow window = new AcceptedWindow(Duration.ofDays(30), Duration.ofMinutes(15));
        LiveEventReader reader = new LiveEventReader(window, RawPolicy.NONE, 1000, Clock.fixed(now, ZoneOffset.UTC));

        assertThat(readAt(reader, now.minus(Duration.ofDays(30)))).isInstanceOf(Reading.Accepted.class);
        assertThat(refused(readAt(reader, now.minus(Duration.ofDays(30)).minusMillis(1)))
                        .reason())
                .isEqualTo(RefusalReason.TOO_OLD);
        assertThat(readAt(reader, now.plus(Duration.ofMinutes(15)))).isInstanceOf(Reading.Accepted.class);
        assertThat(refused(readAt(reader, now.plus(Duration.ofMinutes(15)).plusMillis(1)))
                        .reason())
                .isEqualTo(RefusalReason.IN_FUTURE);
    }

    @Test
    void windowIsNeverNegativeAndKnowsEveryMillisecond() {
        AcceptedWindow window = new AcceptedWindow(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(window.refusalOf(Long.MIN_VALUE, Instant.EPOCH)).isEqualTo(RefusalReason.TOO_OLD);
        assertThat(window.refusalOf(Long.MAX_VALUE, Instant.EPOCH)).isNull();
        assertThat(catchThrowable(() -> new AcceptedWindow(Duration.ofMillis(-1), Duration.ZERO)))
                .hasMessageContaining("past");
    }

    @Test
    void whatIsTooMuchIsTooLarge() {
        LiveEventReader reader = new LiveEventReader(Readings.ANY_TIME, RawPolicy.NONE, 100, Clock.systemUTC());
        byte[] longest = GOOD.getBytes(StandardCharsets.UTF_8);

        assertThat(refused(reader.read(longest, 0)).reason()).isEqualTo(RefusalReason.TOO_LARGE);
        assertThat(refusal("x", "{\"a\": ".repeat(100) + "1" + "}".repeat(100)).reason())
                .isEqualTo(RefusalReason.TOO_LARGE);
        assertThat(refusal("x", "{\"a\": " + "1".repeat(1001) + "}").reason()).isEqualTo(RefusalReason.TOO_LARGE);
        assertThat(refusal("x", "{\"" + "n".repeat(5001) + "\": 1}").reason()).isEqualTo(RefusalReason.TOO_LARGE);
    }

    @Test
    void detailQuotesAStrangerEscapedAndCut() {
        String detail = refusal("like", "{\"count\": \"\\u001b[31m\\n\\\"" + "x".repeat(500) + "\"}")
                .detail();

        assertThat(detail)
                .contains("\"\\u001b[31m\\u000a\\u0022xxx")
                .endsWith("\"...")
                .hasSizeLessThan(200);
        assertThat(refused(read("{\"a\": é}")).detail()).matches("[ -~]+");
    }

    @Test
    void reasonsAndTypesHaveTheirNamesInTheDatabase() {
        assertThat(RefusalReason.MALFORMED_JSON.code()).isEqualTo("malformed_json");
        assertThat(RefusalReason.REJECTED_BY_DATABASE.code()).isEqualTo("rejected_by_database");
        assertThat(EventType.COMMENT.label()).isEqualTo("comment");
    }

    private static Reading<LiveEvent> readAt(LiveEventReader reader, Instant occurredAt) {
        String json = "{\"room_id\": 1, \"type\": \"chat\", \"payload\": {\"createTime\": " + occurredAt.toEpochMilli()
                + "}}";
        return reader.read(json.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static RefusalReason reasonOf(byte @Nullable [] value) {
        return refused(Readings.EVENTS.read(value, 0)).reason();
    }
}
