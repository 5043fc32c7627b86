package io.millrace.bench.load;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rows as {@code COPY … (FORMAT binary)} takes them, in a file, without that format's head and tail. */
public final class CopyRows implements Closeable {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    /** Of PostgreSQL's clock, which counts microseconds. */
    private static final long EPOCH_MILLIS =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final Column[] COLUMNS = Column.values();
    private static final int NULL = -1;

    private final DataOutputStream out;
    private long bytes;

    public CopyRows(Path file) throws IOException {
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    /** What comes before the first row: signature, no flags, no extension. */
    public static byte[] head() {
        byte[] head = new byte[SIGNATURE.length + 8];
        System.arraycopy(SIGNATURE, 0, head, 0, SIGNATURE.length);
        return head;
    }

    /** What comes after the last row. */
    public static byte[] tail() {
        return new byte[] {(byte) 0xff, (byte) 0xff};
    }

    /** @param row as {@link FlatReader} gives it */
    public void add(@Nullable Object[] row) throws IOException {
        out.writeShort(COLUMNS.length);
        bytes += 2;
        for (Column column : COLUMNS) {
            Object value = row[column.ordinal()];
            bytes += 4;
            if (value == null) {
                out.writeInt(NULL);
            } else {
                bytes += write(column.kind(), value);
            }
        }
    }

    private int write(Column.Kind kind, Object value) throws IOException {
        switch (kind) {
            case BIGINT -> {
                out.writeInt(Long.BYTES);
                out.writeLong((Long) value);
                return Long.BYTES;
            }
            case TIME -> {
                out.writeInt(Long.BYTES);
                out.writeLong(((Long) value - EPOCH_MILLIS) * 1000);
                return Long.BYTES;
            }
            case BOOLEAN -> {
                out.writeInt(1);
                out.writeByte((Boolean) value ? 1 : 0);
                return 1;
            }
            case TEXT -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
                return text.length;
            }
        }
        throw new IllegalStateException("no such kind: " + kind);
    }

    /** Written so far; a row begins there. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
