package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The values of a tree as variables: keys joined by {@code _} in upper case, a list's elements counted from 0. */
final class Variables {
    private Variables() {}

    static Map<String, String> of(JsonNode tree) {
        Map<String, String> variables = new LinkedHashMap<>();
        add(variables, "", tree);
        return variables;
    }

    private static void add(Map<String, String> variables, String name, JsonNode node) {
        if (node.isObject()) {
            node.properties().stream()
                    .filter(entry -> !entry.getKey().startsWith("$"))
                    .forEach(entry -> add(variables, joined(name, entry.getKey()), entry.getValue()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                add(variables, joined(name, String.valueOf(i)), node.get(i));
            }
        } else {
            variables.put(name, node.asText());
        }
    }

    /** What is no letter and no digit is {@code _} as well, as everywhere in variables. */
    static String joined(String prefix, String key) {
        String own = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return prefix.isEmpty() ? own : prefix + "_" + own;
    }
}
