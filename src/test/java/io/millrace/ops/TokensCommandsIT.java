package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.StoreDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** tokens create, list and revoke through the real entry point. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensCommandsIT {
    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> environment;

    @BeforeAll
    void open() {
        database = new StoreDatabase("tokens_commands");
        environment = Ran.on(database.coordinates());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void none() {
        database.execute("TRUNCATE api_tokens");
    }

    @Test
    void aTokenIsTheOnlyThingOnStandardOutputAndIsNeverToldAgain() throws Exception {
        Ran created = run("tokens", "create", "--team", "Data team", "--scope", "read,export", "--expires", "never");

        assertThat(created.exitCode()).isZero();
        assertThat(created.out()).matches("mr_[a-z0-9]{8}_[A-Za-z0-9_-]{43}\n");
        String id = created.out().substring(3, 11);
        String secret = created.out().strip().substring(12);
        assertThat(created.err())
                .isEqualTo(id
                        + " team Data team, scopes read,export, valid, never expires; the token is shown this once\n");

        Ran list = run("tokens", "list");
        assertThat(list)
                .isEqualTo(new Ran(
                        0, id + " team Data team, scopes read,export, valid, never expires\ntokens 1, valid 1\n", ""));
        Ran json = run("tokens", "list", "--json", "--all");
        assertThat(json.out())
                .startsWith(
                        "{\"tokens\":[{\"id\":\"" + id
                                + "\",\"team\":\"Data team\",\"scopes\":[\"read\",\"export\"],\"state\":\"valid\",\"created_at\":\"")
                .endsWith("\"expires_at\":null,\"revoked_at\":null}]}\n")
                .doesNotContain(secret);
    }

    @Test
    void aRevokedTokenIsListedOnlyWhereAllAreWantedAndADryRunRevokesNothing() throws Exception {
        Ran created = run("tokens", "create", "--team", "x", "--scope", "admin", "--json");
        assertThat(created.out()).contains("\"state\":\"valid\"").contains("\"token\":\"mr_");
        String id = database.rows("SELECT id FROM api_tokens").get(0);

        Ran dry = run("tokens", "revoke", id, "--dry-run");
        assertThat(dry.out()).startsWith("would be revoked: " + id + " team x, scopes admin, valid until 20");
        assertThat(database.rows("SELECT revoked_at FROM api_tokens")).containsExactly("");

        Ran revoked = run("tokens", "revoke", id);
        assertThat(revoked.exitCode()).isZero();
        assertThat(revoked.out()).startsWith(id + " team x, scopes admin, revoked 20");
        assertThat(run("tokens", "list").out()).isEqualTo("tokens 1, valid 0\n");
        assertThat(run("tokens", "list", "--all").out()).startsWith(id).contains("revoked 20");
    }

    @Test
    void aWrongWordIsAUsageErrorAndWhatMayBeATokenIsNotRepeated() throws Exception {
        String token = "mr_abcdefgh_0123456789_abcdefghijklmnopqrstuvw-ABCDEFGH";
        Ran whole = run("tokens", "revoke", token);
        assertThat(whole.exitCode()).isEqualTo(2);
        assertThat(whole.err()).contains("ID must be the eight characters").doesNotContain("0123456789_");
        assertThat(run("tokens", "revoke", "abcdefgh"))
                .isEqualTo(new Ran(1, "", "millrace: there is no token abcdefgh\n"));
        Ran scope = run("tokens", "create", "--team", "x", "--scope", "read,root");
        assertThat(scope.exitCode()).isEqualTo(2);
        assertThat(scope.err()).startsWith("--scope: 'root' is none of read, export, admin\n");
        for (String expires : new String[] {"P91", "-P1D", "PT0S", "P3651D"}) {
            Ran ran = run("tokens", "create", "--team", "x", "--scope", "read", "--expires", expires);
            assertThat(ran.exitCode()).as(expires).isEqualTo(2);
            assertThat(ran.err()).startsWith("--expires must be never or a duration up to P3650D");
        }
        assertThat(run("tokens", "create", "--team", " ", "--scope", "read").exitCode())
                .isEqualTo(2);
        assertThat(database.rows("SELECT count(*) FROM api_tokens")).containsExactly("0");
    }

    private Ran run(String... arguments) throws Exception {
        return Ran.program(environment, arguments);
    }
}
