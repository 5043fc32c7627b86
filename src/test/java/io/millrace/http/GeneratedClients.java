package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Clients that OpenAPI Generator makes of a document, and the programs in {@code src/test/clients} that read a room by them. */
final class GeneratedClients {
    /** Laid there by the build. */
    private static final Path GENERATOR = Path.of("target/openapi-generator/openapi-generator-cli.jar");

    private static final Path PROGRAMS = Path.of("src/test/clients");

    /** What the generator says of any document, of a name that Python reserves, and of answers that are no JSON. */
    private static final Pattern ITS_OWN = Pattern.compile("OpenAPI 3\\.1 support is still in beta"
            + "|Failed to get the schema name: null"
            + "|From \\(reserved word\\) cannot be used as model name"
            + "|No application/json content media type found in response");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    private final Path home;
    private final List<String> complaints;

    private GeneratedClients(Path home, List<String> complaints) {
        this.home = home;
        this.complaints = complaints;
    }

    /** @param home an empty directory */
    static GeneratedClients of(OpenApiDocument document, Path home) throws IOException {
        Path file = Files.writeString(home.resolve("openapi.json"), document.text());
        CompletableFuture<Ran> typeScript =
                CompletableFuture.supplyAsync(() -> generate(file, "typescript-fetch", home.resolve("ts/client")));
        Ran python = generate(file, "python", home.resolve("python"));
        return new GeneratedClients(
                home,
                Stream.of(typeScript.join(), python)
                        .flatMap(ran -> ran.out().lines())
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .filter(line -> !ITS_OWN.matcher(line).find())
                        .toList());
    }

    private static Ran generate(Path document, String generator, Path client) {
        return succeeded(
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                GENERATOR.toString(),
                "generate",
                "--input-spec",
                document.toString(),
                "--generator-name",
                generator,
                "--output",
                client.toString(),
                "--skip-operation-example",
                "--global-property",
                "apiDocs=false,modelDocs=false,apiTests=false,modelTests=false",
                "--additional-properties",
                "packageName=millrace_client");
    }

    /** What the generator would have otherwise; empty: nothing. */
    List<String> complaints() {
        return complaints;
    }

    /**
     * What {@code read-room.ts} read; skipped aloud without Node 18 and TypeScript 5.
     *
     * @param unknown a room that there is not
     */
    JsonNode readByTypeScript(String url, String unknown) throws IOException {
        need("TypeScript", "", "node", "-e", "fetch");
        need("TypeScript", "Version ([5-9]|\\d\\d)\\..*", "tsc", "--version");
        Path program = Files.copy(
                PROGRAMS.resolve("read-room.ts"), home.resolve("ts/read-room.ts"), StandardCopyOption.REPLACE_EXISTING);
        Path compiled = home.resolve("ts/compiled");
        succeeded(
                Map.of(),
                "tsc",
                "--strict",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                "commonjs",
                // Neither what this machine has of types nor the compiler's own is to be looked at.
                "--typeRoots",
                home.resolve("none").toString(),
                "--skipLibCheck",
                "--outDir",
                compiled.toString(),
                program.toString());
        return Api.tree(
                succeeded(Map.of(), "node", compiled.resolve("read-room.js").toString(), url, unknown)
                        .out());
    }

    /** What {@code read_room.py} read; skipped aloud without Python and the libraries that the client needs, Pydantic 2 among them. */
    JsonNode readByPython(String url, String unknown) {
        need(
                "Python",
                "2\\..*",
                "python3",
                "-c",
                "import dateutil, typing_extensions, urllib3, pydantic; print(pydantic.VERSION)");
        Path client = home.resolve("python");
        succeeded(Map.of(), "python3", "-m", "compileall", "-q", client.toString());
        return Api.tree(succeeded(
                        Map.of("PYTHONPATH", client.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                        "python3",
                        PROGRAMS.resolve("read_room.py").toString(),
                        url,
                        unknown)
                .out());
    }

    /** What every language keeps of an answer: times to the millisecond, whole numbers and others alike. */
    static JsonNode kept(JsonNode value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.isObject()) {
            ObjectNode object = json.objectNode();
            value.properties().forEach(member -> object.set(member.getKey(), kept(member.getValue())));
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = json.arrayNode();
            value.forEach(item -> array.add(kept(item)));
            return array;
        }
        if (value.isTextual() && TIME.matcher(value.textValue()).matches()) {
            return json.textNode(OffsetDateTime.parse(value.textValue())
                    .toInstant()
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString());
        }
        return value.isNumber() ? json.numberNode(value.doubleValue()) : value;
    }

    @SuppressWarnings("SystemOut") // A skipped test must not look like a passed one.
    private static void need(String language, String answer, String... command) {
        String missing = missing(answer, command);
        if (!missing.isEmpty()) {
            System.out.println("SKIPPED: the client in " + language + " was not tried: " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing(String answer, String... command) {
        try {
            Ran ran = Ran.process(Map.of(), List.of(command));
            String said = ran.out().strip();
            return ran.exitCode() == 0 && said.matches(answer)
                    ? ""
                    : String.join(" ", command) + " says " + said + ran.err().strip();
        } catch (IOException e) {
            return "no " + command[0] + " on the PATH";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Ran succeeded(Map<String, String> environment, String... command) {
        Ran ran;
        try {
            ran = Ran.process(environment, List.of(command));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        return ran;
    }
}
