package io.millrace.bench.contenders;

import io.millrace.bench.client.HandWrittenClient;
import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.util.List;

/** A consumer with JDBC batches, as a good developer writes it. */
record HandWrittenContender(int threads) implements Contender {

    @Override
    public String name() {
        return "hand-written" + (threads == 1 ? "" : "-" + threads);
    }

    @Override
    public String what() {
        return "hand-written consumer, JDBC batches, " + (threads == 1 ? "1 thread" : threads + " threads");
    }

    @Override
    public List<String> tuning() {
        return List.of(
                "each thread with a consumer of the group and a connection of its own",
                "5,000 records a poll and as many rows a transaction: larger ones gain nothing",
                "reWriteBatchedInserts=true: one INSERT of many rows in place of one for each row",
                "ON CONFLICT DO NOTHING, offsets behind the commit: at least once, and the key makes it once",
                "Jackson token by token, into no object that is not bound",
                "-Xmx256m, -XX:+UseSerialGC: enough, and the least CPU on few cores");
    }

    @Override
    public ProcessBuilder client(Bout bout) {
        return new ProcessBuilder(Children.java(
                List.of("-Xmx256m"),
                HandWrittenClient.class.getName(),
                List.of(
                        bout.bootstrapServers(),
                        Load.FLAT,
                        bout.group(),
                        bout.jdbcUrl(),
                        PostgresServer.USER,
                        PostgresServer.PASSWORD,
                        String.valueOf(threads))));
    }
}
