package io.millrace.bench.contenders;

import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Apache Flink's Kafka source and JDBC sink, in a cluster inside one JVM. */
record FlinkContender() implements Contender {

    @Override
    public String name() {
        return "flink";
    }

    @Override
    public String what() {
        return "Flink 2.0 JDBC sink, parallelism 2";
    }

    @Override
    public List<String> tuning() {
        return List.of(
                "parallelism 2, source and sink one chain: no network and no serialisation between them",
                "batches of 5,000 rows, at the latest after 1 s; reWriteBatchedInserts=true; ON CONFLICT DO NOTHING",
                "checkpoints every 10 s, which are its offsets",
                "a record is read into a class that Flink knows how to copy without Kryo",
                "-Xmx1g, which holds the buffers of a local cluster");
    }

    @Override
    public ProcessBuilder client(Bout bout) throws IOException {
        Path checkpoints = Files.createDirectories(bout.directory().resolve("checkpoints"));
        return new ProcessBuilder(
                PeerLibraries.java(),
                "-Xmx1g",
                // Flink reflects on classes of the platform; its own scripts open the same packages.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-opens=java.base/java.text=ALL-UNNAMED",
                "--add-opens=java.base/java.time=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                bout.peers().flink().resolve("lib") + "/*",
                "io.millrace.bench.flink.FlinkSink",
                bout.bootstrapServers(),
                Load.FLAT,
                bout.group(),
                bout.jdbcUrl(),
                PostgresServer.USER,
                PostgresServer.PASSWORD,
                checkpoints.toString());
    }
}
