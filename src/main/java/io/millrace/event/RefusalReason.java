package io.millrace.event;

import java.util.Locale;

/**
 * Why a record was not accepted. Each is the record's own fault: reading it again gives the same answer, unless the
 * accepted window has moved.
 */
public enum RefusalReason {
    /** Not JSON: empty, cut off, not UTF-8, with a byte order mark, or followed by something else. */
    MALFORMED_JSON,
    /** JSON, but not an object. */
    NOT_AN_OBJECT,
    /** Neither the envelope nor the payload names the room. */
    MISSING_ROOM_ID,
    /** Neither the profile nor the record's key names the user. */
    MISSING_USER_ID,
    /** The envelope has no payload. */
    MISSING_PAYLOAD,
    /** An id that is no decimal number from 1 to 2^63-1. */
    BAD_ID,
    /** Another value that cannot be what its name says. */
    BAD_VALUE,
    /** Happened before the accepted window; a wider window would accept it. */
    TOO_OLD,
    /** Happens after the accepted window: with time it would be accepted. */
    IN_FUTURE,
    /** More bytes, deeper nesting, or a longer text, name or number than the reader takes on. */
    TOO_LARGE,
    /** A profile answer about nobody: a dead or banned account. */
    NO_USER_INFO,
    /** Readable, but the database refused the row. Given by the store, never by a reader. */
    REJECTED_BY_DATABASE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The value of the column {@code reason}. */
    public String code() {
        return code;
    }
}
