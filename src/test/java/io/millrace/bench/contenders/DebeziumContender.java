package io.millrace.bench.contenders;

import io.millrace.bench.load.Column;
import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Debezium's JDBC sink in a standalone worker of Kafka Connect. */
record DebeziumContender(Mode mode, boolean unnest, int tasks) implements Contender {
    private static final int BATCH = 5_000;

    /** What it does with a row that is there already. */
    enum Mode {
        /** Nothing: a row that comes again ends the task. */
        INSERT,
        /** Overwrites it. */
        UPSERT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "debezium-" + mode.label() + (unnest ? "-unnest" : "") + (tasks == 1 ? "" : "-" + tasks);
    }

    @Override
    public String what() {
        return "Debezium 3.6 JDBC sink, " + mode.label() + (unnest ? ", unnest" : "") + ", "
                + (tasks == 1 ? "1 task" : tasks + " tasks");
    }

    @Override
    public List<String> tuning() {
        return List.of(
                "batch.size and max.poll.records 5,000 (defaults 500): one statement a batch; fetches of 4 MiB a partition",
                "dialect.postgres.unnest.insert.enabled in the modes called unnest: arrays in place of one row a statement",
                "reWriteBatchedInserts=true in the others: the driver makes one statement of many",
                "JsonConverter with the schema in its settings (schema.content): the records carry none, so none is parsed from them",
                "in the modes called unnest times come as ISO-8601 text (io.debezium.time.ZonedTimestamp), since of Connect's own type they"
                        + " lose the milliseconds",
                "schema.evolution none: the table is there",
                "a connection for each task and two to spare, made at the start",
                "-Xmx1g, and SerialGC, which takes the least CPU on few cores");
    }

    @Override
    public String givenUp() {
        return "will not recover until manually restarted";
    }

    @Override
    public ProcessBuilder client(Bout bout) throws IOException {
        Path libraries = bout.peers().connect();
        Path worker = write(bout.directory().resolve("worker.properties"), worker(bout, libraries));
        Path connector = write(bout.directory().resolve("connector.properties"), connector(bout));
        return new ProcessBuilder(
                PeerLibraries.java(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                // A time that loses its zone on the way is read in the session's.
                "-Duser.timezone=UTC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                libraries.resolve("lib") + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString(),
                connector.toString());
    }

    private Map<String, String> worker(Bout bout, Path libraries) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", bout.bootstrapServers());
        settings.put("plugin.path", libraries.resolve("plugins").toString());
        settings.put("plugin.discovery", "service_load");
        settings.put("listeners", "http://127.0.0.1:" + Children.freePort());
        settings.put(
                "offset.storage.file.filename",
                bout.directory().resolve("offsets").toString());
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter.schemas.enable", "true");
        settings.put("value.converter.schema.content", schema());
        settings.put("consumer.max.poll.records", String.valueOf(BATCH));
        settings.put("consumer.max.partition.fetch.bytes", String.valueOf(4 << 20));
        settings.put("consumer.fetch.min.bytes", "100000");
        settings.put("consumer.fetch.max.wait.ms", "100");
        settings.put("offset.flush.interval.ms", "10000");
        return settings;
    }

    private Map<String, String> connector(Bout bout) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", bout.group());
        settings.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        settings.put("tasks.max", String.valueOf(tasks));
        settings.put("topics", unnest ? Load.FLAT_ISO : Load.FLAT);
        settings.put("connection.url", bout.jdbcUrl() + (unnest ? "" : "?reWriteBatchedInserts=true"));
        settings.put("connection.username", PostgresServer.USER);
        settings.put("connection.password", PostgresServer.PASSWORD);
        settings.put("connection.pool.min_size", String.valueOf(tasks));
        settings.put("connection.pool.max_size", String.valueOf(tasks + 2));
        settings.put("collection.name.format", "live_events");
        settings.put("schema.evolution", "none");
        settings.put("insert.mode", mode.label());
        settings.put("primary.key.mode", "record_value");
        settings.put("primary.key.fields", "room_id,occurred_at,msg_id");
        settings.put("batch.size", String.valueOf(BATCH));
        settings.put("dialect.postgres.unnest.insert.enabled", String.valueOf(unnest));
        return settings;
    }

    /** What a record holds, as Connect's own JSON schema says it. */
    private String schema() {
        return Arrays.stream(Column.values())
                .map(this::field)
                .collect(Collectors.joining(",", "{\"type\":\"struct\",\"optional\":false,\"fields\":[", "]}"));
    }

    private String field(Column column) {
        boolean key = List.of(Column.ROOM_ID, Column.OCCURRED_AT, Column.MSG_ID).contains(column);
        String type =
                switch (column.kind()) {
                    case BIGINT -> "\"int64\"";
                    case TIME -> time();
                    case BOOLEAN -> "\"boolean\"";
                    case TEXT -> "\"string\"";
                };
        return "{\"field\":\"" + column.label() + "\",\"optional\":" + !key + ",\"type\":" + type + "}";
    }

    /** With unnest the sink cuts Connect's own type off at the second, and of its own it keeps only this one whole. */
    private String time() {
        return unnest
                ? "\"string\",\"version\":1,\"name\":\"io.debezium.time.ZonedTimestamp\""
                : "\"int64\",\"version\":1,\"name\":\"org.apache.kafka.connect.data.Timestamp\"";
    }

    private static Path write(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    /** All that are worth a run: both modes, with unnest and without, one task and two. */
    static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (boolean unnest : new boolean[] {false, true}) {
                for (int tasks = 1; tasks <= 2; tasks++) {
                    all.add(new DebeziumContender(mode, unnest, tasks));
                }
            }
        }
        return all;
    }
}
