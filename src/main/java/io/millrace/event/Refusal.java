package io.millrace.event;

/** Ends the reading of one record at the point where its fault is found. Never leaves this package. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int QUOTED_CHARS = 64;

    private final RefusalReason reason;
    private final String detail;

    Refusal(RefusalReason reason, String detail) {
        // Without a stack trace: it is an answer, and a flood of bad records must not cost more than good ones.
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    <T> Reading<T> reading() {
        return new Reading.Refused<>(reason, detail);
    }

    RefusalReason reason() {
        return reason;
    }

    /** A stranger's text, fit for a log line, a terminal and a column: bounded, all but printable ASCII escaped. */
    static String quoted(CharSequence text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length() && i < QUOTED_CHARS; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append(text.length() > QUOTED_CHARS ? "\"..." : "\"").toString();
    }
}
