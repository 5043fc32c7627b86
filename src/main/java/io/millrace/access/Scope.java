package io.millrace.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token lets its bearer do. Each scope includes those before it. */
public enum Scope {
    /** Everything the API tells as JSON, and the metrics. */
    READ,
    /** The same as files: answers as CSV. */
    EXPORT,
    /** What tells of the database itself: its tables and their sizes. */
    ADMIN;

    /** As it stands in the command line, the database and the answers. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> of(String code) {
        return Arrays.stream(values()).filter(it -> it.code().equals(code)).findFirst();
    }

    boolean includes(Scope needed) {
        return compareTo(needed) >= 0;
    }
}
