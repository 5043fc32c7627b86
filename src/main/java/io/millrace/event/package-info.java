/**
 * What a record is: live events and profile snapshots, how they are read from JSON, and why one is refused.
 *
 * <p><b>In:</b> the bytes of one Kafka record, as a scraper published them: an envelope around the message of one of
 * five families of scraper libraries, or a profile answer.
 *
 * <p><b>Out:</b> a {@link io.millrace.event.Reading}: either one {@link io.millrace.event.LiveEvent} or {@link
 * io.millrace.event.ProfileSnapshot}, or one {@link io.millrace.event.RefusalReason} with a detail for the operator.
 *
 * <p><b>Promised:</b> no input makes a reader throw; the same bytes give the same reading, but for the accepted window,
 * which moves with the clock; ids never pass through a {@code double}; whatever is handed on can be stored by
 * PostgreSQL as it is (no U+0000, no unpaired surrogate, bounded texts).
 *
 * <p><b>May import:</b> the JDK, jackson-core (streaming only) and JSpecify. No framework, no other room.
 *
 * <p><b>Start reading</b> at {@link io.millrace.event.LiveEventReader#read}; then {@code Field}, which says for every
 * field where each family keeps it, and {@code Walk}, which knows no names but follows that table.
 */
@NullMarked
package io.millrace.event;

import org.jspecify.annotations.NullMarked;
