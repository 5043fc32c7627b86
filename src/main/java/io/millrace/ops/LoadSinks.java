package io.millrace.ops;

import io.millrace.ops.generator.GeneratedEvent;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The places that a {@link GeneratedLoad} can be sent to. */
final class LoadSinks {

    /** The word for standard output. */
    static final String STANDARD_OUTPUT = "-";

    private static final int BUFFER = 256 * 1024;

    private LoadSinks() {}

    /** Each event acknowledged by all replicas. */
    static GeneratedLoad.Sink topic(Map<String, Object> broker, String name) {
        LiveEventsTopic topic = LiveEventsTopic.open(broker, name);
        return new GeneratedLoad.Sink() {
            @Override
            public void take(GeneratedEvent event) {
                topic.send(event.key(), event.value());
            }

            @Override
            public void settle() {
                topic.flush();
            }

            @Override
            public void close() {
                topic.close();
            }
        };
    }

    /** One event a line; a file that is there is written anew. */
    static GeneratedLoad.Sink lines(String file) throws IOException {
        // Not System.out: its lock and its flushing are for lines that people read.
        OutputStream raw = file.equals(STANDARD_OUTPUT)
                ? new FileOutputStream(FileDescriptor.out)
                : Files.newOutputStream(Path.of(file));
        OutputStream out = new BufferedOutputStream(raw, BUFFER);
        return new GeneratedLoad.Sink() {
            @Override
            public void take(GeneratedEvent event) throws IOException {
                out.write(event.value());
                out.write('\n');
            }

            @Override
            public void settle() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }
}
