package io.millrace.store;

import io.millrace.event.RawPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the database is, and what is kept in it. */
@ConfigMapping(prefix = "millrace.store")
public interface StoreConfig {
    /** How a connection is protected. */
    enum Tls {
        /** Not at all. */
        DISABLE,
        /** Nobody can listen, but anybody may answer. */
        REQUIRE,
        /** Only the server of that name answers. */
        VERIFY_FULL
    }

    /** The database's host. Default: this machine. */
    @NotBlank
    String host();

    /** Its port. Default: PostgreSQL's own. */
    @Min(1)
    @Max(65535)
    int port();

    /**
     * Another server with a copy of the same data, by streaming replication. The API reads there while it is close behind; whichever of the
     * two is the primary is written to, so that a promotion is followed. Default: none; the same address as the first is none.
     */
    Optional<String> replicaHost();

    /** Its port. Default: that of the first. */
    Optional<@Min(1) @Max(65535) Integer> replicaPort();

    /**
     * Bounds how far the replica may be behind for the API to read there; behind that, reads go to the primary and to no other until it has
     * caught up. It is measured once a second, so less than two seconds are hardly ever held. While the primary is away nothing can be
     * measured: a replica that was within the bound goes on answering with what it had then. Default PT5S.
     */
    @WithDefault("PT5S")
    Duration replicaLag();

    /** The name of the database. Default as the contract names it. */
    @NotBlank
    String database();

    /** The role that writes rows. Default as the contract names it, which owns the tables as well. */
    @NotBlank
    String user();

    /** Its password. No default: it is given or the service does not start. */
    @NotBlank
    String password();

    /** The role that owns the tables, under which the schema is migrated. Default: the one that writes rows. */
    @NotBlank
    String owner();

    /** Its password. Default: that of the one that writes rows. */
    @NotBlank
    String ownerPassword();

    /** The role that the API reads as. Default: none, and the API reads as the one that writes rows, in sessions that may only read. */
    Optional<String> reader();

    /** Its password. No default: where there is a reader, it is given or the service does not start. */
    Optional<String> readerPassword();

    /**
     * Bounds the connections that the API reads through, which are its own; with a replica, that many to each of the two servers. 1 to 200,
     * default 6.
     */
    @WithDefault("6")
    @Min(1)
    @Max(200)
    int readerConnections();

    /**
     * Bounds one statement of the API on the server, so that a question nobody waits for any more ends. Default 10 seconds, as long as an
     * answer is waited for; zero: no bound.
     */
    @WithDefault("PT10S")
    Duration readerStatementTimeout();

    /**
     * Whether connections are encrypted: {@code disable}, {@code require} (by whomever), {@code verify-full} (by the server of that name).
     * Default disable, for a database on this machine.
     */
    @WithDefault("disable")
    Tls tls();

    /** The authorities that {@code verify-full} trusts, a PEM file. Default: those of a Debian system. */
    @WithDefault("/etc/ssl/certs/ca-certificates.crt")
    Path tlsCa();

    /**
     * Bounds the connections through which this process writes. 2 to 200, default 12: 3 writers for each of the two topics, and 6 for all
     * else.
     */
    @Min(2)
    @Max(200)
    int connections();

    /**
     * Which payloads are kept in {@code live_events.raw}: {@code none}, {@code other} (those of types that nobody knows), {@code all}.
     * Default none: a payload is ten times the row.
     */
    @WithDefault("none")
    RawPolicy raw();

    /**
     * Whether each batch brings the figures up to date. False: history alone, for loading years of recordings; the figures of those
     * broadcasts are wrong until {@code millrace rebuild} has counted them, to be run when the load has ended. The names of hosts that
     * such messages tell are not learnt: history does not hold them. Default true.
     */
    @WithDefault("true")
    boolean figures();

    /**
     * Bounds one statement, on the server and a little longer on the client, so that a network that swallows bytes holds up nothing for
     * ever. Default 20 seconds; zero: no bound.
     */
    @WithDefault("PT20S")
    Duration statementTimeout();
}
