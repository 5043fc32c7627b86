package io.millrace.query;

import java.util.Locale;

/** By what streams are listed, the greatest first. */
public enum StreamSort {
    VIEWERS,
    DIAMONDS,
    STARTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    public String label() {
        return label;
    }
}
