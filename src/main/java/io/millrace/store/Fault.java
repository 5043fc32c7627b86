package io.millrace.store;

import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose fault a failed statement was, and so what helps. */
public enum Fault {
    /** A value that PostgreSQL refuses: halve the batch until the culprit is alone. */
    RECORD,
    /** No partition for a row whose time was accepted: make it and try again. */
    MISSING_PARTITION,
    /** A deadlock or the like: the same transaction may well pass the next time. */
    TRANSIENT,
    /** The database, the network, the rights: wait, say so, try again without limit. */
    ENVIRONMENT,
    /** Our own: a statement that can never pass. */
    PROGRAMMING;

    private static final Set<String> RECORD_STATES = Set.of("23502", "23505", "54000", "54001");
    private static final Set<String> TRANSIENT_STATES = Set.of("40001", "40P01", "55P03", "57014", "25P02");
    private static final Set<String> ENVIRONMENT_STATES = Set.of("25006", "42501", "3D000", "42P01", "42883");

    /** The fault of a failure of the client; anything that is not an answer of the server is the environment's. */
    public static Fault of(Throwable failure) {
        return failure instanceof PgException pg
                ? ofState(pg.getSqlState(), pg.getConstraint())
                : otherThanSql(failure);
    }

    /** The class that house rules give an SQLSTATE; a check violation without a constraint is a missing partition. */
    static Fault ofState(@Nullable String state, @Nullable String constraint) {
        if (state == null) {
            return ENVIRONMENT;
        }
        if (state.equals("23514")) {
            return constraint == null || constraint.isEmpty() ? MISSING_PARTITION : RECORD;
        }
        if (state.startsWith("22") || RECORD_STATES.contains(state)) {
            return RECORD;
        }
        if (TRANSIENT_STATES.contains(state)) {
            return TRANSIENT;
        }
        if (isEnvironment(state)) {
            return ENVIRONMENT;
        }
        return PROGRAMMING;
    }

    /** The SQLSTATE for a message, or the failure's own words. */
    public static String describe(Throwable failure) {
        return failure instanceof PgException pg
                ? "SQLSTATE " + pg.getSqlState() + ": " + pg.getErrorMessage()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** What the server answered; null where no server did. */
    public static @Nullable String sqlState(Throwable failure) {
        return failure instanceof PgException pg ? pg.getSqlState() : null;
    }

    private static boolean isEnvironment(String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.startsWith("28")
                || ENVIRONMENT_STATES.contains(state);
    }

    // The client refuses to encode before anything is sent: no server will ever like that value better.
    private static Fault otherThanSql(Throwable failure) {
        return failure instanceof IllegalArgumentException || failure instanceof ClassCastException
                ? PROGRAMMING
                : ENVIRONMENT;
    }
}
