package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.StoreDatabase;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where others reach the service, it asks for tokens or does not start. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedServiceIT {
    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @BeforeAll
    void open() {
        database = new StoreDatabase("published");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void itDoesNotStartWithoutAValidTokenAndSaysHowToMakeOne() throws Exception {
        database.execute("TRUNCATE api_tokens");
        Ran refused = Ran.program(environment(Map.of("MILLRACE_HTTP_HOST", "0.0.0.0")), "serve");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out() + refused.err())
                .contains("others reach the service at 0.0.0.0 (millrace.http.published), and there is no valid token:"
                        + " make one with ./millrace tokens create --team NAME --scope read")
                .doesNotContain("Listening on");
    }

    @Test
    void itStartsWithATokenAndSaysThatTokensAreNeeded() throws Exception {
        Ran.program(Ran.on(database.coordinates()), "tokens", "create", "--team", "x", "--scope", "read");

        assertThat(firstWord(environment(Map.of("MILLRACE_HTTP_HOST", "0.0.0.0"))))
                .contains("tokens are needed, valid ones: ");
    }

    @Test
    void itNeedsNoneWhereItIsPublishedToThisMachineAloneAndSaysSo() throws Exception {
        assertThat(firstWord(
                        environment(Map.of("MILLRACE_HTTP_HOST", "0.0.0.0", "MILLRACE_HTTP_PUBLISHED", "127.0.0.1"))))
                .contains("no token is needed: only this machine reaches the service, at 127.0.0.1");
    }

    @Test
    void itDoesNotStartWhereItWouldListenElsewhereThanItBelieves() throws Exception {
        Ran refused = Ran.program(environment(Map.of("QUARKUS_HTTP_HOST", "0.0.0.0")), "serve");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out() + refused.err())
                .contains("quarkus.http.host is 0.0.0.0 and millrace.http.host is 127.0.0.1")
                .doesNotContain("Listening on");
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Ran.on(database.coordinates()));
        environment.put("MILLRACE_HTTP_PORT", "0");
        environment.put("MILLRACE_INTAKE_ENABLED", "false");
        environment.putAll(more);
        return environment;
    }

    /** What it says of tokens, once it listens; then it is ended. */
    private static String firstWord(Map<String, String> environment) throws Exception {
        Process service = Ran.startedProgram(environment, "serve");
        try (BufferedReader out = service.inputReader(StandardCharsets.UTF_8)) {
            String said = "";
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains("token")) {
                    said = line;
                }
                if (line.contains("Listening on")) {
                    return said;
                }
            }
            throw new AssertionError("it ended: " + said);
        } finally {
            service.destroy();
            service.waitFor();
        }
    }
}
