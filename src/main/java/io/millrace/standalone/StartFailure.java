package io.millrace.standalone;

/** Something outside keeps a server from starting; the message is one line that tells its reader what to do. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
