package io.millrace.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;
import org.jspecify.annotations.Nullable;

/** {@code config.json} as a source of the service's configuration: above the program's own defaults, below the environment. */
public final class ConfigFileSource implements ConfigSourceProvider {
    /** {@code application.properties} inside the program has 250, the environment 300. */
    private static final int ORDINAL = 270;

    /** The surroundings of whoever loads this; a fault keeps the application from starting. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        return ConfigFile.find(System.getenv())
                .<Iterable<ConfigSource>>map(
                        file -> List.of(new Source(file.path().toString(), file.serviceSettings())))
                .orElse(List.of());
    }

    private record Source(String name, Map<String, String> settings) implements ConfigSource {
        @Override
        public Set<String> getPropertyNames() {
            return settings.keySet();
        }

        @Override
        public @Nullable String getValue(String key) {
            return settings.get(key);
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public int getOrdinal() {
            return ORDINAL;
        }
    }
}
