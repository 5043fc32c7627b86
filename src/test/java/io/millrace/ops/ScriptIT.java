package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.RealServers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./millrace}, the way to the commands. */
class ScriptIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void itFindsTheDatabaseOfTheAllInOne() throws Exception {
        RealServers.Database database = RealServers.newDatabase("script");
        endpoints("postgresql://" + database.user() + ":" + encoded(database.password()) + "@" + database.host() + ":"
                + database.port() + "/" + database.name());

        Ran ran = script(Map.of(), "migrate");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("applied 1 tables\n");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void whatTheFileSaysOfAnotherDatabaseIsNotMixedIn() throws Exception {
        RealServers.Database database = RealServers.newDatabase("script_file");
        endpoints("postgresql://" + database.user() + ":" + encoded(database.password()) + "@" + database.host() + ":"
                + database.port() + "/" + database.name());
        Path file = Files.writeString(home.resolve("config.json"), """
                {"postgres": {"host": "127.0.0.1", "replica": {"enabled": true, "port": 1}},
                 "service": {"store": {"owner": "another", "reader": "another", "tls": "verify-full"}}}
                """);

        Ran migrated = script(Map.of("MILLRACE_CONFIG", file.toString()), "migrate");
        Ran told = script(Map.of("MILLRACE_CONFIG", file.toString()), "status");

        assertThat(migrated.err()).isEmpty();
        assertThat(migrated.exitCode()).isZero();
        assertThat(told.err()).isEmpty();
        assertThat(told.exitCode()).isZero();
    }

    @Test
    void aDatabaseOfTheOperatorsOwnIsLeftAlone() throws Exception {
        endpoints("postgresql://somebody:else@127.0.0.1:2/other");

        Ran ran = script(Map.of("MILLRACE_STORE_PORT", "1"), "migrate");

        assertThat(ran.err()).contains("127.0.0.1:1 refused");
    }

    @Test
    void aPasswordInAFileIsAChoiceOfTheOperatorsOwnToo() throws Exception {
        endpoints("postgresql://somebody:else@127.0.0.1:2/other");
        Path password = Files.writeString(home.resolve("password"), "secret");

        Ran ran = script(Map.of("MILLRACE_STORE_PASSWORD_FILE", password.toString()), "migrate");

        assertThat(ran.err()).isNotEmpty().doesNotContain("127.0.0.1:2 refused");
    }

    @Test
    void theFileIsReadAndNeverExecuted() throws Exception {
        Path trace = home.resolve("executed");
        endpoints("postgresql://somebody:$(touch " + trace + ")@127.0.0.1:1/`touch " + trace + "`");

        script(Map.of(), "--version");

        assertThat(trace).doesNotExist();
    }

    @Test
    void anAddressThatCannotBeReadIsSaid() throws Exception {
        endpoints("jdbc:postgresql://127.0.0.1/x");

        Ran ran = script(Map.of(), "--version");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo("millrace: " + home
                        + "/endpoints.env: MILLRACE_PG_URL is not postgresql://user:password@host:port/database\n");
    }

    @Test
    void beforeTheBuildItSaysWhatToRun() throws Exception {
        Path copy = Files.copy(Path.of("millrace"), home.resolve("millrace"));

        Ran ran = Ran.process(Map.of(), List.of("bash", copy.toString(), "--version"));

        assertThat(ran).isEqualTo(new Ran(1, "", "millrace: not built yet; run: mvn package -DskipTests\n"));
    }

    private void endpoints(String url) throws Exception {
        Files.writeString(
                home.resolve("endpoints.env"),
                "MILLRACE_HTTP_URL=http://127.0.0.1:8080\nMILLRACE_KAFKA=127.0.0.1:9092\nMILLRACE_PG_URL=" + url
                        + "\n");
    }

    private Ran script(Map<String, String> environment, String command) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MILLRACE_HOME", home.toString());
        return Ran.process(all, List.of(Path.of("millrace").toAbsolutePath().toString(), command));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
