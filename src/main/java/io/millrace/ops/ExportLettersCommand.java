package io.millrace.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.store.DeadLetters;
import io.millrace.store.KeptLetter;
import io.millrace.store.LetterFilter;
import jakarta.enterprise.inject.Instance;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes letters out, byte for byte, however many there are. */
@Command(
        name = "export",
        description = {
            "Write letters to a file as JSON lines, the oldest first, with key, value and headers in base64.",
            "A file that exists already is left alone."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExportLettersCommand implements Callable<Integer> {

    private static final String STANDARD_OUTPUT = "-";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    @SuppressWarnings("NullAway.Init")
    LetterOptions selection;

    @ArgGroup
    LetterOptions.@Nullable State state;

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "Where to; -: standard output.")
    @SuppressWarnings("NullAway.Init")
    String to;

    @Option(names = "--json", description = "Print what was done as one JSON object; not with --to -.")
    boolean json;

    private final Instance<DeadLetters> letters;
    private final OperatorDatabase database;
    private long exported;

    ExportLettersCommand(Instance<DeadLetters> letters, OperatorDatabase database) {
        this.letters = letters;
        this.database = database;
    }

    @Override
    public Integer call() {
        LetterFilter filter = selection.filter(LetterOptions.State.replayed(state));
        if (to.equals(STANDARD_OUTPUT)) {
            toStandardOutput(filter);
            System.err.println("exported " + exported + " letters");
        } else {
            toFile(filter, Path.of(to));
            tell();
        }
        return 0;
    }

    private void tell() {
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("exported", exported);
            map.put("to", to);
            Result.json(map);
        } else {
            Result.line("exported " + exported + " letters to " + to);
        }
    }

    // Not System.out, which keeps a broken pipe to itself.
    private void toStandardOutput(LetterFilter filter) {
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
            write(filter, out);
        } catch (IOException failed) {
            throw unwritable("standard output", failed);
        }
    }

    // What is cut off must not look as if it were whole.
    private void toFile(LetterFilter filter, Path file) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                    unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING))) {
                write(filter, out);
            }
            Files.move(unfinished, file);
        } catch (IOException failed) {
            throw unwritable(file.toString(), failed);
        }
    }

    private void write(LetterFilter filter, OutputStream out) {
        database.forEach(letters.get().all(filter), letter -> write(letter, out));
    }

    private void write(KeptLetter letter, OutputStream out) {
        try {
            out.write(JSON.writeValueAsBytes(LetterReport.exact(letter)));
            out.write('\n');
            exported++;
        } catch (IOException failed) {
            throw unwritable(to, failed);
        }
    }

    private static OperatorFault unwritable(String where, IOException failed) {
        if (failed instanceof FileAlreadyExistsException) {
            return new OperatorFault("--to: " + where + " exists already", failed);
        }
        if (failed instanceof NoSuchFileException) {
            return new OperatorFault("--to: no such directory for " + where, failed);
        }
        return new OperatorFault("--to: cannot write to " + where + ": " + failed.getMessage(), failed);
    }
}
