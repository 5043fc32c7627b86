package io.millrace.bench.contenders;

import io.millrace.bench.client.CopyClient;
import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit: COPY of the same rows.
 *
 * @param connections 1, or 2 with half of the rows each
 * @param furtherIndexes of {@code live_events} beside the identity's
 * @param keyAlone without those
 */
record CopyContender(int connections, boolean keyAlone, List<String> furtherIndexes) implements Contender {

    @Override
    public String name() {
        return (keyAlone ? "copy" : "copy-indexed") + (connections == 1 ? "" : "-" + connections);
    }

    @Override
    public String what() {
        return "COPY, " + (keyAlone ? "identity key" : "all indexes") + ", "
                + (connections == 1 ? "1 connection" : connections + " connections");
    }

    @Override
    public List<String> tuning() {
        return List.of(
                "binary, from a file in the kernel's cache, rows in the order of arrival, one transaction a connection");
    }

    @Override
    public List<String> before() {
        return keyAlone
                ? furtherIndexes.stream().map(index -> "DROP INDEX " + index).toList()
                : List.of();
    }

    @Override
    public ProcessBuilder client(Bout bout) {
        Load load = bout.load();
        List<String> arguments = new ArrayList<>(List.of(
                bout.jdbcUrl(),
                PostgresServer.USER,
                PostgresServer.PASSWORD,
                load.rows().toString(),
                "0"));
        if (connections == 2) {
            arguments.add(String.valueOf(load.middle()));
        }
        return new ProcessBuilder(Children.java(List.of("-Xmx128m"), CopyClient.class.getName(), arguments));
    }
}
