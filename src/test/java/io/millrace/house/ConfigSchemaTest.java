package io.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema of {@code config.json} knows the settings that there are, as {@code docs/configuration.md} lists them. */
class ConfigSchemaTest {
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(millrace\\.[a-z.-]+)` \\|", Pattern.MULTILINE);

    @Test
    void everySettingOfTheServiceMayStandInTheFileButItsPasswords() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("docs/configuration.md")));
        while (row.find()) {
            documented.add(row.group(1));
        }
        documented.removeIf(key -> key.endsWith("password"));

        assertThat(inSchema()).isEqualTo(documented);
    }

    private static Set<String> inSchema() throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree(Files.readString(Path.of("src/main/resources/config.schema.json")));
        Set<String> keys = new TreeSet<>();
        schema.at("/properties/service/properties").properties().forEach(room -> room.getValue()
                .path("properties")
                .fieldNames()
                .forEachRemaining(key -> keys.add("millrace." + room.getKey() + "." + key)));
        return keys;
    }
}
