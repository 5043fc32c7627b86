package io.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents point at is there, and the repository speaks of Millrace alone. */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    /** What is made here and never tracked. */
    private static final Set<String> NOT_TRACKED = Set.of(".git", ".env", "target", "data", ".idea", ".vscode");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern IN_BACKTICKS = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern SCRIPT_CALL = Pattern.compile("(?m)(?:^|[ (`])\\./([a-z][\\w./-]*)");
    private static final Pattern FILE_NAME =
            Pattern.compile("[\\w./-]+\\.(?:md|java|sql|sh|xml|properties|yaml|yml|js|css|html)");
    private static final Pattern TYPE_NAME = Pattern.compile("(?:[A-Z][a-z0-9]+){2,}");

    /** In classes of one letter here and there, so that this file is not its own first finding. */
    private static final List<Pattern> FOREIGN_WORDS = List.of(
            Pattern.compile("(?i)\\bissue [#]"),
            Pattern.compile("(?<![\\w.])/(?:wor[k]|roo[t]|hom[e]|User[s]|mn[t])/"),
            Pattern.compile("(?i)https?://[^/\\s\"'<>]*(?:registr[y]|artifactor[y]|nexu[s]|mirro[r]|rep[o]1?\\.)"));

    private record Document(Path path, String text) {
        String prose() {
            return FENCED.matcher(text).replaceAll("");
        }

        @Override
        public String toString() {
            return ROOT.relativize(path).toString();
        }
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Document document : documents()) {
            for (String link : matches(LINK, document.prose())) {
                String target = link.replaceFirst("#.*", "");
                boolean isRelative = !target.isEmpty() && !target.matches("[a-z]+:.*");
                if (isRelative && !Files.exists(document.path().resolveSibling(target))) {
                    broken.add(document + " links to " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyFileThatIsNamedExists() throws IOException {
        Set<String> names = trackedFiles().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (Document document : documents()) {
            for (String span : matches(IN_BACKTICKS, document.prose())) {
                String path = span.replaceFirst("^\\./", "").split(" ", 2)[0];
                if (looksLikeOurs(path) && !isThere(document, path, names)) {
                    missing.add(document + " names " + span);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyScriptThatIsCalledExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Document document : documents()) {
            for (String script : matches(SCRIPT_CALL, document.text())) {
                if (!NOT_TRACKED.contains(script.split("/", 2)[0]) && !Files.isExecutable(ROOT.resolve(script))) {
                    missing.add(document + " calls ./" + script);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyTypeThatTheArchitectureNamesExists() throws IOException {
        Document architecture = read(ROOT.resolve("docs/architecture.md"));
        String code = trackedFiles().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(DocumentsTest::read)
                .map(Document::text)
                .collect(Collectors.joining());
        List<String> unknown = matches(IN_BACKTICKS, architecture.prose()).stream()
                .filter(span -> TYPE_NAME.matcher(span).matches())
                .filter(span -> !Pattern.compile("\\b(?:class|record|interface|enum) " + span + "\\b")
                        .matcher(code)
                        .find())
                .toList();
        assertThat(unknown).isEmpty();
    }

    @Test
    void theRepositorySpeaksOfMillraceAlone() throws IOException {
        List<String> foreign = new ArrayList<>();
        for (Path file : trackedFiles()) {
            String text = textOf(file);
            for (Pattern word : FOREIGN_WORDS) {
                Matcher found = word.matcher(text);
                if (found.find()) {
                    foreign.add(ROOT.relativize(file) + " says " + found.group());
                }
            }
        }
        assertThat(foreign).isEmpty();
    }

    /** A file of a kind that is tracked, or a path below a folder that is. */
    private static boolean looksLikeOurs(String path) {
        if (path.startsWith("/") || path.contains("//") || NOT_TRACKED.contains(path.split("/", 2)[0])) {
            return false;
        }
        boolean isBelowAFolder = path.contains("/")
                && path.matches("[\\w./-]+")
                && Files.isDirectory(ROOT.resolve(path.split("/", 2)[0]));
        return isBelowAFolder || FILE_NAME.matcher(path).matches();
    }

    /** From the root, beside the document, or on the class path; a bare name anywhere. */
    private static boolean isThere(Document document, String path, Set<String> names) {
        return Files.exists(ROOT.resolve(path))
                || Files.exists(document.path().resolveSibling(path))
                || Files.exists(ROOT.resolve("src/main/resources").resolve(path))
                || (!path.contains("/") && names.contains(path));
    }

    private static List<Document> documents() throws IOException {
        List<Document> documents = trackedFiles().stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> ROOT.equals(file.getParent()) || file.startsWith(ROOT.resolve("docs")))
                .map(DocumentsTest::read)
                .toList();
        assertThat(documents).extracting(Document::toString).contains("README.md", "docs/architecture.md");
        return documents;
    }

    private static Document read(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> trackedFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return isNotTracked(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                // A link leads to what is looked at where it is, or is not tracked.
                if (!isNotTracked(file) && attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** At the root only. In a linked work tree .git is a file, which names a folder of this machine. */
    private static boolean isNotTracked(Path path) {
        return ROOT.equals(path.getParent())
                && NOT_TRACKED.contains(path.getFileName().toString());
    }

    /** Empty for what is no text. */
    private static String textOf(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException binary) {
            return "";
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        return new ArrayList<>(new TreeSet<>(
                pattern.matcher(text).results().map(found -> found.group(1)).toList()));
    }
}
