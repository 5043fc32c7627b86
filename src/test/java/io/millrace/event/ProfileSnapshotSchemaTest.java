package io.millrace.event;

import static io.millrace.event.Readings.PROFILES;
import static io.millrace.event.Readings.RECORD_TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

/** The schema of profile snapshots says what the reader does. */
class ProfileSnapshotSchemaTest {

    private static final byte[] KEY = "6800000000000000123".getBytes(StandardCharsets.UTF_8);

    private static final Map<Place, String> DESCRIBED = Map.of(
            Place.PROFILE, "/$defs/profile",
            Place.PROFILE_USER, "/$defs/user",
            Place.PROFILE_STATS, "/$defs/counts",
            Place.PROFILE_STATS_V2, "/$defs/counts",
            Place.PROFILE_EXTRA, "/$defs/profile/properties/extra");

    @Test
    void everyNameThatTheReaderLooksForIsDescribed() {
        List<String> undescribed = Arrays.stream(Field.values())
                .filter(field -> field.place().root() == Place.PROFILE)
                .flatMap(field -> field.names().stream()
                        .filter(name -> !Schemas.PROFILE_SNAPSHOT
                                .tree()
                                .at(DESCRIBED.get(field.place()) + "/properties")
                                .path(name)
                                .has("description"))
                        .map(name -> field + " " + name))
                .toList();

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void sampleIsValidIfAndOnlyIfItIsAccepted(String file) {
        assertThat(profiles(file)).isNotEmpty().allSatisfy(profile -> assertThat(
                        Schemas.PROFILE_SNAPSHOT.accepts(profile))
                .as(() -> Schemas.PROFILE_SNAPSHOT.violations(profile) + " in " + profile)
                .isEqualTo(accepts(profile)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatTheSchemaRefusesIsADeadLetterHoweverASampleIsTamperedWith(String file) {
        Set<String> refusedThoughAccepted = new TreeSet<>();

        Tampering.variants(profiles(file).get(0), names(), variant -> {
            if (!Schemas.PROFILE_SNAPSHOT.accepts(variant) && accepts(variant)) {
                refusedThoughAccepted.add(Schemas.PROFILE_SNAPSHOT.violations(variant) + " in " + variant);
            }
        });

        assertThat(refusedThoughAccepted).isEmpty();
    }

    static List<String> files() {
        return Samples.PROFILES;
    }

    private static Set<String> names() {
        Stream<String> fields = Arrays.stream(Field.values())
                .filter(field -> field.place().root() == Place.PROFILE)
                .flatMap(field -> field.names().stream());
        return Stream.concat(fields, Aliases.in(Place.PROFILE).keySet().stream())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[]",
                "{}",
                "{\"userInfo\": {}}",
                "{\"statusCode\": 10221, \"userInfo\": {\"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"id\": \"1\"}}}",
                "{\"userInfo\": {\"user\": {\"id\": \"1\"}, \"stats\": {}}}",
                "{\"userInfo\": {\"user\": {\"id\": \"somebody\"}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"uniqueId\": {}}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"nickname\": []}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"secUid\": []}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"signature\": []}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"avatarLarger\": []}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"verified\": \"perhaps\"}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"user\": {\"privateAccount\": 2}, \"stats\": {\"followerCount\": 1}}}",
                "{\"userInfo\": {\"stats\": {\"followerCount\": \"many\"}}}",
                "{\"userInfo\": {\"statsV2\": {\"followerCount\": \"many\"}}}",
                "{\"userInfo\": {\"statsV2\": {\"heartCount\": 1.5}}}",
                "{\"userInfo\": {\"statsV2\": {\"diggCount\": {}}}}",
                "{\"userInfo\": {\"stats\": {\"videoCount\": 1000000000000001}}}",
                "{\"captured_at\": \"yesterday\", \"user_id\": 1, \"follower_count\": 1}",
                "{\"userInfo\": {\"stats\": {\"followerCount\": 1}}, \"extra\": {\"now\": \"late\"}}",
                "{\"user_id\": \"somebody\", \"follower_count\": 1}",
                "{\"user_id\": 1, \"follower_count\": 1, \"precision\": {}}",
                "{\"user_id\": 1, \"following_count\": \"many\", \"follower_count\": 1}",
                "{\"captured_at\": 1763600000000, \"payload\": \"x\"}",
                "{\"captured_at\": 1763600000000, \"payload\": {\"userInfo\": {\"stats\": {\"followerCount\": \"many\"}}}}"
            })
    void brokenProfileIsRefusedByBoth(String json) {
        JsonNode profile = Samples.parse(json);

        assertThat(Schemas.PROFILE_SNAPSHOT.accepts(profile))
                .as("the schema accepts it")
                .isFalse();
        assertThat(accepts(profile)).as("the reader accepts it").isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"userInfo\": {\"stats\": {\"followerCount\": 1, \"heartCount\": -5}}}",
                "{\"userInfo\": {\"stats\": {\"followerCount\": \"many\"}, \"statsV2\": {\"followerCount\": \"7\"}}}",
                "{\"user_id\": 1, \"follower_count\": \"12\", \"captured_at\": \"2025-11-20T10:00:00+01:00\"}",
                "{\"captured_at\": 1763600000000, \"payload\": {\"userInfo\": {\"stats\": {\"followerCount\": 1}}}}"
            })
    void whatTheReaderToleratesTheSchemaDoes(String json) {
        JsonNode profile = Samples.parse(json);

        assertThat(accepts(profile)).isTrue();
        assertThat(Schemas.PROFILE_SNAPSHOT.violations(profile)).isEmpty();
    }

    private static List<JsonNode> profiles(String file) {
        return Samples.profiles(file).stream()
                .map(value -> Samples.parse(new String(value, StandardCharsets.UTF_8)))
                .toList();
    }

    private static boolean accepts(JsonNode profile) {
        return PROFILES.read(KEY, Samples.bytes(profile), RECORD_TIMESTAMP) instanceof Reading.Accepted;
    }
}
