package io.millrace.config;

import java.nio.file.Path;
import java.util.List;

/** A file cannot be used; the message has a line for each reason, and each line names the file, or the variable, that is to be mended. */
public final class ConfigFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigFault(Path file, List<String> reasons) {
        this(reasons.stream().map(reason -> file + ": " + reason).toList());
    }

    ConfigFault(List<String> lines) {
        super(String.join("\n", lines));
    }
}
