package io.millrace.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code config.json} that holds what the schema allows, with the values that the environment puts in place of its own, and the schema's
 * where both are silent.
 *
 * <pre>
 *   file ─▶ JSON ─▶ the environment's values ─▶ against the schema ─▶ defaults ─┬─▶ variables   (Compose, scripts)
 *                                                                               └─▶ settings of the service
 * </pre>
 */
public final class ConfigFile {
    /** Names another file than {@code config.json} in the working directory; set to nothing: there is none. */
    public static final String PATH_VARIABLE = "MILLRACE_CONFIG";

    private static final String BY_DEFAULT = "config.json";

    // The same key twice is a mistake: by JSON's own rule the last one would win in silence.
    // And what stands after the object is a bracket too many before it, which would drop the rest.
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path path;
    private final JsonNode tree;
    private final Set<String> paths;

    private ConfigFile(Path path, JsonNode tree, Set<String> paths) {
        this.path = path;
        this.tree = tree;
        this.paths = paths;
    }

    /**
     * The file that this environment means.
     *
     * @return empty where none is named and there is none in the working directory
     * @throws ConfigFault where it cannot be used
     */
    public static Optional<ConfigFile> find(Map<String, String> environment) {
        boolean isNamed = environment.containsKey(PATH_VARIABLE);
        Path path = pathIn(environment);
        return path.toString().isEmpty() || (!isNamed && Files.notExists(path))
                ? Optional.empty()
                : Optional.of(read(path, environment));
    }

    /** Whether there is a file or not; the empty path: none is wanted. */
    public static Path pathIn(Map<String, String> environment) {
        return Path.of(environment.getOrDefault(PATH_VARIABLE, BY_DEFAULT).strip());
    }

    /** @throws ConfigFault with every reason for which the file cannot be used */
    public static ConfigFile read(Path path, Map<String, String> environment) {
        ConfigSchema schema = ConfigSchema.ofMillrace();
        ConfigSchema.Overlaid overlaid = schema.withVariables(parsed(path), environment);
        List<String> violations = schema.violations(path, overlaid);
        if (!violations.isEmpty()) {
            throw new ConfigFault(violations);
        }
        return new ConfigFile(path, schema.withDefaults(overlaid.tree()), schema.paths());
    }

    private static JsonNode parsed(Path path) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(path));
            if (tree == null || !tree.isObject()) {
                throw new ConfigFault(path, List.of("not a JSON object"));
            }
            return tree;
        } catch (NoSuchFileException e) {
            throw new ConfigFault(path, List.of("there is no such file"));
        } catch (JsonProcessingException e) {
            throw new ConfigFault(
                    path,
                    List.of("line %d, column %d: %s"
                            .formatted(
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("not JSON"))));
        } catch (IOException e) {
            throw new ConfigFault(path, List.of("cannot be read: " + e));
        }
    }

    public Path path() {
        return path;
    }

    /** One for each value: those of the file in its order, then the defaults. Paths are absolute. No secrets. */
    public Map<String, String> variables() {
        Map<String, String> variables = Variables.of(tree);
        paths.forEach(name -> variables.computeIfPresent(
                name, (same, value) -> home().resolve(value).normalize().toString()));
        return variables;
    }

    /** What is relative in the file is meant from where it lies. */
    Path home() {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getParent());
    }

    /** The service's own: {@code millrace.<room>.<key>}. */
    Map<String, String> serviceSettings() {
        return ServiceSettings.of(tree);
    }
}
