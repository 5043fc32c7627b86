package io.millrace.query;

/** The database cannot answer now; asking again later helps. The cause is for the log, never for the reader. */
public final class DatabaseAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseAway(Throwable cause) {
        super("The database is not available", cause);
    }
}
