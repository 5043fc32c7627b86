package io.millrace.store;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.List;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/** Where the schema is migrated, and as whom: at the primary, as the tables' owner. */
@Singleton
class MigrationServers implements FlywayConfigurationCustomizer {
    private final StoreConfig config;

    MigrationServers(StoreConfig config) {
        this.config = config;
    }

    @Override
    public void customize(FluentConfiguration flyway) {
        List<PGSimpleDataSource> servers =
                Server.of(config).stream().map(this::at).toList();
        flyway.dataSource(servers.size() == 1 ? servers.get(0) : new PrimaryDataSource(servers));
    }

    private PGSimpleDataSource at(Server server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {server.host()});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(config.database());
        source.setUser(config.owner());
        source.setPassword(config.ownerPassword());
        source.setSslMode(sslMode(config.tls()));
        source.setSslRootCert(config.tlsCa().toString());
        return source;
    }

    private static String sslMode(StoreConfig.Tls tls) {
        return switch (tls) {
            case DISABLE -> "disable";
            case REQUIRE -> "require";
            case VERIFY_FULL -> "verify-full";
        };
    }
}
