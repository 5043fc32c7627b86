package io.millrace.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The log of one server in the home. The one of the run before is kept as {@code NAME.1}, and none older than that. */
final class LogFile {
    private LogFile() {}

    static Path begin(Path directory, String name) throws IOException {
        Path log = Files.createDirectories(directory).resolve(name);
        if (Files.exists(log)) {
            Files.move(log, directory.resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.createFile(log);
    }

    /** The line that most likely says why: the last that holds this marker, else the last of all. */
    static String lastLine(Path log, String marker) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream()
                .filter(line -> line.contains(marker))
                .reduce((former, later) -> later)
                .or(() -> lines.stream().reduce((former, later) -> later))
                .map(String::strip)
                .orElse("it said nothing");
    }
}
