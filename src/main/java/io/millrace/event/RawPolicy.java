package io.millrace.event;

/** Which payloads are kept beside the columns that were read out of them. */
public enum RawPolicy {
    NONE,
    /** Those of {@link EventType#OTHER}: what is not understood today can be read again tomorrow. */
    OTHER,
    ALL;

    boolean keeps(EventType type) {
        return this == ALL || (this == OTHER && type == EventType.OTHER);
    }
}
