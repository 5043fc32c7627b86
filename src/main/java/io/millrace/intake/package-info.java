/**
 * Kafka in: batches, positions, rebalances, back-pressure, and the isolation of a poison record.
 *
 * <p>In: polls of the two topics. Out: {@link io.millrace.store.Batch batches} to the store, one contiguous slice of one Kafka
 * partition each, one after the other within a partition, those of several partitions in one transaction. Promise: every record is
 * stored, a known duplicate or a dead letter with its reason; one bad record stops nothing; a fault of the environment pauses intake,
 * shows in readiness, and passes by itself; nothing is skipped that somebody did not decide to skip.
 *
 * <p>One record's way: {@link io.millrace.intake.RunPerPartition} ties what a poll brought of a partition together, {@link
 * io.millrace.intake.LiveEventIntake} takes it, {@code WaitingRecords} says what is written together and
 * what side by side, {@code PollWriter} reads it and cuts it into slices at the {@link io.millrace.intake.Positions position} of each
 * partition, {@code SliceWriter} has them stored and decides what a failure means.
 *
 * <pre>
 * a partition of Kafka, as this process sees it:
 *
 *                 claim: epoch + 1, books and log go together, seek to next_offset
 *   unknown ────────────────────────────────────────────────────────────────────────▶ HELD
 *    │   ▲                                                                            │ │ │  a batch is committed: next_offset moves
 *    │   │ revoked or lost to another consumer, from every state                      │ │ └──────────────────────────────────▶ HELD
 *    │   └──────────────────────────────────────────────────────────────────────────◀─┤ │
 *    │                                                                                │ │ fenced: the books stand under another
 *    │                                                                                │ │ epoch, offset or topic
 *    │                                                                                │ └───▶ LOST ── after a second, if Kafka still
 *    │                                                                                │          says it is ours: claim ──▶ HELD
 *    │ claim: they do not go together                                                 │ the watch finds that they do not
 *    └───────────────────────────▶ STOPPED ◀──────────────────────────────────────────┘
 *                                     │ an operator decides: claim, books moved, epoch + 1 ──▶ HELD
 * </pre>
 *
 * <ul>
 *   <li><b>A zombie</b>, which lost its partition without noticing, commits under an old epoch: fenced, nothing is written.
 *   <li><b>A rightful owner may be fenced too</b>: a zombie that wakes claims once more before Kafka tells it. Its own next batch is fenced
 *       in turn, and who is still assigned after a second claims again; the zombie is not.
 *   <li><b>A poll that was queued before a seek</b> begins below or beyond the position. What lies below is in the books; where it begins
 *       beyond, the position is read again, and only the same gap a second time is a hole in Kafka's log.
 *   <li><b>A commit whose answer was lost</b> is tried again; the store reads the ledger and answers that it had been applied. The offset
 *       and the rows are of one transaction, so there is no third case.
 *   <li><b>Books that went back</b>, after a failover to a copy that had not heard of the last commits: rows and position went back
 *       together, so they are read again. The fence tells it with the next batch, the watch where none comes.
 *   <li><b>A rebalance</b> takes only the partitions that move; a claim costs two requests to Kafka and one statement. <b>New
 *       partitions</b> are found within half a minute and begin at their start.
 *   <li><b>Several consumers in one process</b> share positions and writers; each partition is touched on the polling thread of the
 *       consumer that has it. One that hears late of a loss, since it sat in a claim while the database was away, takes away what it has
 *       claimed itself and nothing else; where it was the last to claim, the watch finds what is assigned and has no position.
 *   <li><b>A stop</b> ({@link io.millrace.intake.Drain}) begins nothing new, waits for what is being written, and leaves the group.
 * </ul>
 *
 * <p>{@link io.millrace.intake.TopicWatch} compares books and logs every two seconds, {@link io.millrace.intake.IntakeReadiness} and {@link
 * io.millrace.intake.IntakeLiveness} tell how it stands, {@link io.millrace.intake.OffsetMirror} tells Kafka's tools. What all our Kafka clients are
 * told of the broker comes from {@link io.millrace.intake.BrokerAccess}.
 *
 * <p>May import: {@code event}, {@code store}, {@code telemetry}. Only this room knows Kafka and Reactive Messaging.
 */
@NullMarked
package io.millrace.intake;

import org.jspecify.annotations.NullMarked;
