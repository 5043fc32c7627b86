package io.millrace.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A file cannot be used; the message has a line for each reason, and each line names the file. */
public final class ConfigFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigFault(Path file, List<String> reasons) {
        super(reasons.stream().map(reason -> file + ": " + reason).collect(Collectors.joining("\n")));
    }
}
