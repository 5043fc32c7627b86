package io.millrace.store;

import java.util.Arrays;

/** What can be wrong between the books of a Kafka partition and its log. */
public enum IncidentKind {
    /** The topic was deleted and made again: offsets of the books mean nothing in the new one. */
    TOPIC_RECREATED(
            "topic_recreated", "the topic was deleted and made again under this name; the books speak of the old one"),
    /** Retention has passed the books: what lies between is in Kafka no more. */
    OFFSET_BELOW_LOG_START(
            "offset_below_log_start",
            "Kafka has deleted records that were never read: the log begins behind the books"),
    /** The log ends before the books do: it has lost records that were read, and would put new ones in their place. */
    OFFSET_BEYOND_LOG_END(
            "offset_beyond_log_end", "Kafka has lost records that were read: the log ends before the books do");

    private final String code;
    private final String meaning;

    IncidentKind(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** As it stands in {@code ingest_incidents.kind}. */
    public String code() {
        return code;
    }

    /** For the operator, in a few words. */
    public String meaning() {
        return meaning;
    }

    static IncidentKind ofCode(String code) {
        return Arrays.stream(values())
                .filter(kind -> kind.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such incident: " + code));
    }
}
