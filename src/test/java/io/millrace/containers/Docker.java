package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.Ran;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command {@code docker}. */
final class Docker {
    private Docker() {}

    /** What it says on standard output; it must succeed. */
    static String says(String... arguments) throws Exception {
        Ran ran = Ran.process(
                Map.of(),
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList());
        assertThat(ran.exitCode())
                .as("docker %s: %s", List.of(arguments), ran.err())
                .isZero();
        return ran.out().strip();
    }

    /** All that a container has said, on both of its outputs. */
    static String logs(String container) throws Exception {
        Ran ran = Ran.process(Map.of(), List.of("docker", "logs", container));
        return ran.out() + ran.err();
    }
}
