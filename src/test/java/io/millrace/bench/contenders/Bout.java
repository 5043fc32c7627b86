package io.millrace.bench.contenders;

import io.millrace.bench.load.Load;
import io.millrace.bench.servers.PostgresServer;
import java.nio.file.Path;

/**
 * What a contender is given for one run: a fresh database, topics to be read from the start, and a directory of its own.
 *
 * @param group of consumers, used by nobody before
 * @param directory empty, for whatever the client has to write
 * @param progress file in which a contender that stores nothing counts what it has read
 */
public record Bout(
        PostgresServer postgres,
        String database,
        String bootstrapServers,
        Load load,
        String group,
        Path directory,
        Path progress,
        PeerLibraries peers) {

    String jdbcUrl() {
        return postgres.jdbcUrl(database);
    }
}
