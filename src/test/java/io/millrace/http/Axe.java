package io.millrace.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What axe-core finds wrong in a tab by the success criteria of WCAG 2.2, levels A and AA, as far as a machine can judge them. */
final class Axe {
    private static final String SOURCE = source("/axe.min.js");

    private Axe() {}

    /** One line an element: the rule that it breaks, which element it is, and what to do. */
    static List<String> violations(Tab tab) {
        if (tab.run("typeof axe").asText().equals("undefined")) {
            tab.run(SOURCE + "; null");
        }
        List<String> found = new ArrayList<>();
        tab.run("""
                axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], preload: false})
                  .then(({violations}) => violations.flatMap(({id, nodes}) =>
                    nodes.map(({target, failureSummary}) => `${id}: ${target}: ${failureSummary}`)))""").forEach(line -> found.add(line.asText()));
        return found;
    }

    private static String source(String name) {
        try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
