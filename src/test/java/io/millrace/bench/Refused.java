package io.millrace.bench;

/** A contender has stored something else than it was given. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}
