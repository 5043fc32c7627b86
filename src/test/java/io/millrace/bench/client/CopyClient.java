package io.millrace.bench.client;

import io.millrace.bench.load.Column;
import io.millrace.bench.load.CopyRows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The limit: the rows of a file by binary COPY, one transaction for each connection. */
public final class CopyClient {
    private static final int CHUNK = 1 << 16;

    private CopyClient() {}

    /** JDBC URL, user, password, file of {@link CopyRows}, then the bytes at which a part begins, one for each connection. */
    public static void main(String[] args) throws SQLException, IOException, InterruptedException, ExecutionException {
        Path file = Path.of(args[3]);
        List<Long> begins = new ArrayList<>();
        for (int i = 4; i < args.length; i++) {
            begins.add(Long.valueOf(args[i]));
        }
        begins.add(file.toFile().length());
        ExecutorService connections = Executors.newFixedThreadPool(begins.size() - 1);
        List<Future<Long>> parts = new ArrayList<>();
        for (int i = 0; i + 1 < begins.size(); i++) {
            long from = begins.get(i);
            long until = begins.get(i + 1);
            parts.add(connections.submit(() -> copy(args[0], args[1], args[2], file, from, until)));
        }
        for (Future<Long> part : parts) {
            part.get();
        }
        connections.shutdown();
    }

    private static long copy(String url, String user, String password, Path file, long from, long until)
            throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                RandomAccessFile rows = new RandomAccessFile(file.toFile(), "r")) {
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY live_events (" + Column.list() + ") FROM STDIN (FORMAT binary)");
            byte[] head = CopyRows.head();
            copy.writeToCopy(head, 0, head.length);
            byte[] chunk = new byte[CHUNK];
            rows.seek(from);
            for (long left = until - from; left > 0; ) {
                int read = rows.read(chunk, 0, (int) Math.min(chunk.length, left));
                copy.writeToCopy(chunk, 0, read);
                left -= read;
            }
            byte[] tail = CopyRows.tail();
            copy.writeToCopy(tail, 0, tail.length);
            return copy.endCopy();
        }
    }
}
