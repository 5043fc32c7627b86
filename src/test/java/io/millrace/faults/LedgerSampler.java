package io.millrace.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Writes down the books every 200 ms, read directly and not through the proxy: what the verifier holds monotony against. */
final class LedgerSampler implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PostgresProcess postgres;
    private final String database;
    private final BufferedWriter out;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long commits;
    private volatile long lastReceived;
    private volatile long lastChangeNanos = System.nanoTime();
    private volatile long longestStallMillis;

    LedgerSampler(PostgresProcess postgres, String database, Path file) throws IOException {
        this.postgres = postgres;
        this.database = database;
        this.out = Files.newBufferedWriter(file);
        this.thread = new Thread(this::run, "ledger-sampler");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = postgres.connect(database);
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(5);
                while (!stopped) {
                    sample(statement);
                    LockSupport.parkNanos(EVERY.toNanos());
                }
            } catch (SQLException away) {
                LockSupport.parkNanos(EVERY.toNanos());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void sample(Statement statement) throws SQLException, IOException {
        ObjectNode line = JSON.createObjectNode().put("at", System.currentTimeMillis());
        ArrayNode rows = line.putArray("rows");
        long received = 0;
        try (ResultSet row = statement.executeQuery("""
                SELECT topic, topic_id, partition, next_offset, epoch, received, stored, duplicate, dead_lettered
                  FROM ingest_ledger ORDER BY topic, partition""")) {
            while (row.next()) {
                rows.addObject()
                        .put("topic", row.getString(1))
                        .put("topic_id", row.getString(2))
                        .put("partition", row.getInt(3))
                        .put("next_offset", row.getLong(4))
                        .put("epoch", row.getLong(5))
                        .put("received", row.getLong(6))
                        .put("stored", row.getLong(7))
                        .put("duplicate", row.getLong(8))
                        .put("dead_lettered", row.getLong(9));
                received += row.getLong(6);
            }
        }
        notice(received);
        write(line);
    }

    private void notice(long received) {
        longestStallMillis = Math.max(longestStallMillis, (System.nanoTime() - lastChangeNanos) / 1_000_000);
        if (received != lastReceived) {
            lastReceived = received;
            commits++;
            lastChangeNanos = System.nanoTime();
        }
    }

    private synchronized void write(ObjectNode line) throws IOException {
        out.write(JSON.writeValueAsString(line));
        out.newLine();
        out.flush();
    }

    /** From here on the books may stand earlier than before: the database itself went back in time, by what the case did. */
    void markStepBack(String why) throws IOException {
        write(JSON.createObjectNode().put("at", System.currentTimeMillis()).put("step_back", why));
    }

    /** How often the books were seen to have changed. */
    long commits() {
        return commits;
    }

    long received() {
        return lastReceived;
    }

    void forgetStalls() {
        lastChangeNanos = System.nanoTime();
        longestStallMillis = 0;
    }

    /** The longest time without a change of the books since {@link #forgetStalls}; coarse by 200 ms. */
    long longestStallMillis() {
        return longestStallMillis;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            thread.join(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            out.close();
        }
    }
}
