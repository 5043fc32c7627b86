package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.LiveEvent;
import io.vertx.pgclient.PgException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each state is the real server's answer to a real statement, but for those that only an outage brings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {
    private StoreDatabase database;

    @BeforeAll
    void open() {
        database = new StoreDatabase("faults");
        database.execute(
                "CREATE TABLE strict (id bigint CONSTRAINT strict_pk PRIMARY KEY, n bigint NOT NULL CONSTRAINT small CHECK (n < 10), t text)");
        database.execute("INSERT INTO strict VALUES (1, 1, 'x')");
        database.execute("CREATE INDEX strict_t ON strict (t)");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    RECORD            | SELECT 'x'::bigint
                    RECORD            | SELECT 9223372036854775807 + 1
                    RECORD            | SELECT '{"a": "\\u0000"}'::jsonb
                    RECORD            | SELECT '{"a": "\\ud800"}'::jsonb
                    RECORD            | SELECT to_timestamp(1e15)
                    RECORD            | INSERT INTO strict VALUES (2, NULL, '')
                    RECORD            | INSERT INTO strict VALUES (1, 2, '')
                    RECORD            | INSERT INTO strict VALUES (2, 99, '')
                    RECORD            | INSERT INTO strict SELECT 3, 3, string_agg(md5(i::text), '') FROM generate_series(1, 5000) i
                    RECORD            | SELECT repeat('[', 20000)::jsonb
                    MISSING_PARTITION | INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name) VALUES (1, '1999-01-01', 1, 'other', 'x')
                    TRANSIENT         | DO $$ BEGIN PERFORM set_config('statement_timeout', '1', true); PERFORM pg_sleep(1); RAISE SQLSTATE '57014'; END $$
                    TRANSIENT         | DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$
                    TRANSIENT         | DO $$ BEGIN RAISE SQLSTATE '40001'; END $$
                    ENVIRONMENT       | SELECT * FROM no_such_table
                    ENVIRONMENT       | SET TRANSACTION READ ONLY; CREATE TABLE x ()
                    ENVIRONMENT       | COPY strict TO '/nowhere/at/all'
                    ENVIRONMENT       | DO $$ BEGIN RAISE SQLSTATE '53100'; END $$
                    PROGRAMMING       | SELECT no_such_column FROM strict
                    PROGRAMMING       | INSERT INTO strict VALUES (7, 1, ''), (7, 2, '') ON CONFLICT (id) DO UPDATE SET n = 3
                    """)
    void isToldByWhatTheServerAnswers(Fault expected, String sql) {
        Throwable failure = Assertions.catchThrowable(() -> database.execute(sql));

        assertThat(cause(failure)).as(sql).isInstanceOf(PgException.class);
        assertThat(Fault.of(cause(failure))).as(Fault.describe(cause(failure))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ENVIRONMENT, 08006",
        "ENVIRONMENT, 57P01",
        "ENVIRONMENT, 57P03",
        "ENVIRONMENT, 53300",
        "ENVIRONMENT, 28P01",
        "ENVIRONMENT, 3D000",
        "PROGRAMMING, 0A000",
        "PROGRAMMING, 42703",
        "TRANSIENT, 55P03",
        "TRANSIENT, 25P02",
        "ENVIRONMENT, 58030"
    })
    void isToldByTheStateAloneWhereNoStatementBringsIt(Fault expected, String state) {
        assertThat(Fault.ofState(state, null)).isEqualTo(expected);
    }

    @Test
    void aConnectionThatIsCutIsTheEnvironments() {
        assertThat(Fault.of(new java.io.IOException("Connection reset"))).isEqualTo(Fault.ENVIRONMENT);
    }

    @Test
    void aMissingPartitionIsMadeAndTheBatchPassesTheNextTime() {
        List<LiveEvent> world = GeneratedWorld.of(1, 1, 50);
        BatchStore<LiveEvent> store = new PostgresLiveEventStore(database.pool(), database.partitions());
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim("t", 0, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .indefinitely();
        store.store(new Batch<>(new Slice("t", "id", 0, claim.epoch(), 0, 25), world.subList(0, 25), List.of()))
                .await()
                .indefinitely();
        database.rows(
                        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'live_events'::regclass")
                .forEach(leaf -> database.execute("DROP TABLE " + leaf));
        Batch<LiveEvent> next =
                new Batch<>(new Slice("t", "id", 0, claim.epoch(), 25, 50), world.subList(25, 50), List.of());

        Throwable failure =
                Assertions.catchThrowable(() -> store.store(next).await().indefinitely());

        assertThat(Fault.of(cause(failure))).isEqualTo(Fault.MISSING_PARTITION);
        assertThat(store.store(next).await().indefinitely()).isInstanceOf(Outcome.Committed.class);
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() instanceof PgException pg ? pg : failure;
    }
}
