package io.millrace.store;

import java.util.List;

/** Where a PostgreSQL listens. */
record Server(String host, int port) {
    /** The one that is configured first, and its replica where there is one: another address. */
    static List<Server> of(StoreConfig config) {
        Server first = new Server(config.host(), config.port());
        Server second = new Server(
                config.replicaHost().orElse(config.host()), config.replicaPort().orElse(config.port()));
        return second.equals(first) ? List.of(first) : List.of(first, second);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
