package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;
import org.jspecify.annotations.Nullable;

/**
 * The service's passwords from files: {@code millrace.store.password} from the file that {@code MILLRACE_STORE_PASSWORD_FILE} names. So they
 * stand in no environment, which {@code docker inspect} shows. A variable with the password itself wins.
 */
public final class SecretFileSource implements ConfigSourceProvider {
    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        return List.of(new Source());
    }

    private static final class Source implements ConfigSource {
        /** Below the environment, which has 300. */
        private static final int ORDINAL = 290;

        @Override
        public @Nullable String getValue(String key) {
            if (!key.startsWith("millrace.") || !key.endsWith("password")) {
                return null;
            }
            String variable = Variables.joined("", key) + "_FILE";
            String file = System.getenv(variable);
            return file == null || file.isBlank() ? null : read(variable, Path.of(file));
        }

        private static String read(String variable, Path file) {
            try {
                String password = Files.readString(file).strip();
                if (password.isEmpty()) {
                    throw new ConfigFault(file, List.of("named by " + variable + ", is empty"));
                }
                return password;
            } catch (IOException e) {
                throw new ConfigFault(file, List.of("named by " + variable + ", cannot be read: " + e));
            }
        }

        /** Asked for one by one. */
        @Override
        public Set<String> getPropertyNames() {
            return Set.of();
        }

        @Override
        public String getName() {
            return "files of passwords";
        }

        @Override
        public int getOrdinal() {
            return ORDINAL;
        }
    }
}
