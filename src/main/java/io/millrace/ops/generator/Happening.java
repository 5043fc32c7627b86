package io.millrace.ops.generator;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happens, before it is written. What is written is a function of these fields alone, so a second
 * delivery of it is the same bytes, unless it is captured anew.
 *
 * <p>A mutable box for speed: one for each event, filled by the generator. Once it was written, only the time of capture
 * changes.
 */
final class Happening {

    /** For a number that is not there. */
    static final long ABSENT = -1;

    final Kind kind;
    final Room room;

    /** Null in a sample of the viewers. */
    final @Nullable Person person;

    /** Null outside gifts. */
    @Nullable
    GiftKind gift;

    /** Epoch milliseconds of the start of the streak. */
    long group = ABSENT;

    long repeatCount = ABSENT;
    boolean closes;
    long likeCount = ABSENT;
    long likeTotal = ABSENT;
    long viewers = ABSENT;
    long viewersTotal = ABSENT;
    long followerTotal = ABSENT;
    long msgId;
    long occurredAt;

    /** At its first delivery. */
    long firstCapturedAt;

    /** At the delivery in hand. */
    long capturedAt;

    /** On the clock of arrival; what is scheduled waits for it. */
    long arrivesAt;

    Happening(Kind kind, Room room, @Nullable Person person) {
        this.kind = kind;
        this.room = room;
        this.person = person;
    }
}
