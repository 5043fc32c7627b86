package io.millrace.store;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Where the schema is migrated, and as whom: at the primary, as the tables' owner. A server is named once: named twice, the driver no longer
 * says why it could not be reached.
 */
@Singleton
class MigrationServers implements FlywayConfigurationCustomizer {
    private final StoreConfig config;

    MigrationServers(StoreConfig config) {
        this.config = config;
    }

    @Override
    public void customize(FluentConfiguration flyway) {
        String servers = Server.of(config).stream().map(Server::toString).collect(Collectors.joining(","));
        flyway.dataSource(
                "jdbc:postgresql://%s/%s?targetServerType=primary&sslmode=%s&sslrootcert=%s"
                        .formatted(servers, config.database(), sslMode(config.tls()), config.tlsCa()),
                config.owner(),
                config.ownerPassword());
    }

    private static String sslMode(StoreConfig.Tls tls) {
        return switch (tls) {
            case DISABLE -> "disable";
            case REQUIRE -> "require";
            case VERIFY_FULL -> "verify-full";
        };
    }
}
