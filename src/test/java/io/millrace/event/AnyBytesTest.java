package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, a reader answers, its answer can be stored, and it is the same again. */
class AnyBytesTest {

    private static final LiveEventReader EVENTS = Readings.events(RawPolicy.ALL);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutatedSamplesAreAnswered(long seed) {
        Random random = new Random(seed);
        List<byte[]> samples = samples();
        for (int i = 0; i < 3_000; i++) {
            byte[] value = samples.get(random.nextInt(samples.size())).clone();
            for (int mutations = 1 + random.nextInt(4); mutations > 0; mutations--) {
                value = mutated(value, random);
            }
            assertAnswered(value, "seed " + seed + ", round " + i);
        }
    }

    @Test
    void valuesInTheWrongPlacesAreAnswered() {
        Random random = new Random(4);
        List<byte[]> samples = samples();
        String[] values = {
            "null",
            "\"\"",
            "\"0\"",
            "0",
            "-1",
            "1.5",
            "1e999999999",
            "true",
            "[]",
            "{}",
            "\"abc\"",
            "[{}]",
            "\"\\ud800\"",
            "99999999999999999999",
            "-9223372036854775808",
            "9223372036854775807",
            "\"\\u0000\"",
            "{\"id\":{}}"
        };
        for (int i = 0; i < 3_000; i++) {
            String json = new String(samples.get(random.nextInt(samples.size())), StandardCharsets.UTF_8);
            int colon = json.indexOf("\":", random.nextInt(json.length()));
            if (colon > 0) {
                int end = colon + 2;
                while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
                    end++;
                }
                String changed =
                        json.substring(0, colon + 2) + values[random.nextInt(values.length)] + json.substring(end);
                assertAnswered(changed.getBytes(StandardCharsets.UTF_8), "round " + i);
            }
        }
    }

    @Test
    void randomBytesAreAnswered() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            byte[] value = new byte[random.nextInt(64)];
            random.nextBytes(value);
            assertAnswered(value, "round " + i);
        }
    }

    private static List<byte[]> samples() {
        List<byte[]> samples = new ArrayList<>();
        Samples.FILES.forEach(file -> samples.addAll(Samples.file(file)));
        Samples.PROFILES.forEach(file -> samples.addAll(Samples.profiles(file)));
        return samples;
    }

    private static byte[] mutated(byte[] value, Random random) {
        if (value.length == 0) {
            return value;
        }
        int at = random.nextInt(value.length);
        switch (random.nextInt(5)) {
            case 0 -> value[at] = (byte) random.nextInt(256);
            case 1 -> value[at] = (byte) "{}[]\":,0-9.eE\\untf ".charAt(random.nextInt(19));
            case 2 -> {
                return Arrays.copyOf(value, at);
            }
            case 3 -> {
                // A piece twice.
                int length = Math.min(random.nextInt(40), value.length - at);
                byte[] longer = Arrays.copyOf(value, value.length + length);
                System.arraycopy(value, at, longer, at + length, value.length - at);
                return longer;
            }
            default -> {
                // A piece left out.
                int length = Math.min(random.nextInt(40), value.length - at);
                byte[] shorter = Arrays.copyOf(value, value.length - length);
                System.arraycopy(value, at + length, shorter, at, value.length - at - length);
                return shorter;
            }
        }
        return value;
    }

    private static void assertAnswered(byte[] value, String which) {
        Reading<LiveEvent> event = EVENTS.read(value, 0);
        Reading<ProfileSnapshot> profile = Readings.PROFILES.read(value, value, 0);
        assertThat(EVENTS.read(value, 0)).as(which).isEqualTo(event);
        if (event instanceof Reading.Accepted<LiveEvent> accepted) {
            assertStorable(accepted.value(), which);
        } else {
            assertExpected(Readings.refused(event), which);
        }
        if (profile instanceof Reading.Refused<ProfileSnapshot> refused) {
            assertExpected(refused, which);
        }
    }

    private static void assertStorable(LiveEvent event, String which) {
        assertThat(event.occurredAtMillis()).as(which).isNotNegative();
        for (String text : Arrays.asList(
                event.typeName(), event.uniqueId(), event.nickname(), event.comment(), event.giftName(), event.raw())) {
            assertThat(isStorable(text)).as(which + ": " + text).isTrue();
        }
        for (Long count : Arrays.asList(
                event.userId(),
                event.giftId(),
                event.diamonds(),
                event.repeatCount(),
                event.likeCount(),
                event.likeTotal(),
                event.viewers(),
                event.viewersTotal(),
                event.followerTotal())) {
            assertThat(count == null || count >= 0).as(which).isTrue();
        }
    }

    private static boolean isStorable(@Nullable String text) {
        // What cannot be encoded becomes a question mark on the way and does not come back.
        return text == null
                || (text.indexOf(0) < 0
                        && !text.contains("\\u0000")
                        && new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text));
    }

    private static void assertExpected(Reading.Refused<?> refused, String which) {
        assertThat(refused.detail()).as(which).doesNotStartWith("unreadable").matches("[ -~]+");
    }
}
