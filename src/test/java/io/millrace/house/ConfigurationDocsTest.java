package io.millrace.house;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists the settings that there are, with what they are when nobody sets them. */
class ConfigurationDocsTest {
    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");

    /** What is shown as the default of a key that has none. */
    private static final String NONE = "none";

    /** A row of a table: key, variable, default, and whatever follows. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `(millrace\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (`[^`]+`|none) \\|", Pattern.MULTILINE);

    private static final Pattern KEY = Pattern.compile("\\bmillrace\\.[a-z]+\\.[a-z-]+\\b");
    private static final Pattern VARIABLE = Pattern.compile("\\bMILLRACE_[A-Z_]+\\b");

    private static final List<JavaClass> MAPPINGS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.millrace").stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .toList();

    private record Setting(String variable, String defaultValue) {}

    @Test
    void everyKeyIsListedWithItsVariableAndItsDefaultAndNoOtherIs() throws IOException {
        assertThat(documented()).isEqualTo(settings());
    }

    @Test
    void everyKeyThatIsMentionedExists() throws IOException {
        assertThat(found(KEY, Files.readString(DOCUMENT))).isSubsetOf(settings().keySet());
    }

    @Test
    void everyVariableThatIsMentionedIsOfAKeyOrOfAScript() throws IOException {
        Set<String> known = settings().values().stream().map(Setting::variable).collect(toCollection(TreeSet::new));
        // A password may stand in a file that its variable names.
        List.copyOf(known).stream()
                .filter(variable -> variable.endsWith("PASSWORD"))
                .forEach(variable -> known.add(variable + "_FILE"));
        known.addAll(found(VARIABLE, Files.readString(Path.of("start.sh"))));
        known.addAll(found(VARIABLE, Files.readString(Path.of("millrace"))));

        assertThat(found(VARIABLE, Files.readString(DOCUMENT))).isSubsetOf(known);
    }

    private static Map<String, Setting> documented() throws IOException {
        Map<String, Setting> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            Setting setting = new Setting(row.group(2), row.group(3).replace("`", ""));
            assertThat(documented.put(row.group(1), setting))
                    .as("%s is listed twice", row.group(1))
                    .isNull();
        }
        return documented;
    }

    /** The methods of every mapping, and the keys of ours that other settings are made of. */
    private static Map<String, Setting> settings() throws IOException {
        Properties properties = properties();
        Map<String, Setting> settings = new TreeMap<>();
        for (JavaClass mapping : MAPPINGS) {
            Class<?> type = mapping.reflect();
            String prefix = type.getAnnotation(ConfigMapping.class).prefix();
            for (Method method : type.getMethods()) {
                String key = prefix + "." + kebab(method.getName());
                settings.put(key, new Setting(variable(key), defaultOf(method, properties.getProperty(key))));
            }
        }
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith("millrace."))
                .forEach(key -> settings.putIfAbsent(key, new Setting(variable(key), properties.getProperty(key))));
        assertThat(settings).isNotEmpty();
        return settings;
    }

    /** The file wins over the annotation, as it does at run time. */
    private static String defaultOf(Method method, @Nullable String inFile) {
        if (inFile != null) {
            return inFile;
        }
        WithDefault annotation = method.getAnnotation(WithDefault.class);
        return annotation == null ? NONE : annotation.value();
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(PROPERTIES)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }
}
