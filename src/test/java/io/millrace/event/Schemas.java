package io.millrace.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.millrace.samples.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published schemas of the messages, by the names of their files. */
enum Schemas {
    LIVE_EVENT("live-event.schema.json"),
    PROFILE_SNAPSHOT("profile-snapshot.schema.json");

    private final Path file;
    private final JsonNode tree;

    @SuppressWarnings("ImmutableEnumChecker") // never changes once it is made
    private final JsonSchema schema;

    Schemas(String name) {
        file = Path.of("src/main/resources/META-INF/resources/schemas", name);
        tree = parsed(file);
        schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(tree);
    }

    Path file() {
        return file;
    }

    JsonNode tree() {
        return tree;
    }

    /** What is wrong with it; empty: nothing. */
    List<String> violations(JsonNode message) {
        return schema.validate(message).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    boolean accepts(JsonNode message) {
        return violations(message).isEmpty();
    }

    private static JsonNode parsed(Path file) {
        try {
            return Samples.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
