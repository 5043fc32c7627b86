package io.millrace.bench.client;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A number that one process counts up and another one looks at, without a word between them: eight bytes of a mapped file. */
public final class Progress {
    private final MappedByteBuffer number;

    private Progress(MappedByteBuffer number) {
        this.number = number;
    }

    /** In the file, which is made where it is missing. */
    public static Progress in(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            mapped.order(ByteOrder.nativeOrder());
            return new Progress(mapped);
        }
    }

    /** By the one who counts; nobody else may. */
    public void add(long more) {
        number.putLong(0, number.getLong(0) + more);
    }

    public long get() {
        return number.getLong(0);
    }
}
