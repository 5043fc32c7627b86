/**
 * Kafka in: batches, positions, rebalances, back-pressure, and the isolation of a poison record.
 *
 * <p>In: polls of the two topics. Out: {@link io.millrace.store.Batch batches} to the store, one contiguous slice of one Kafka
 * partition each, one after the other within a partition. Promise: every record is stored, a known duplicate or a dead letter with its
 * reason; one bad record stops nothing; a fault of the environment pauses intake, shows in readiness, and passes by itself.
 *
 * <p>One record's way: {@link io.millrace.intake.LiveEventIntake} takes a poll, {@code PollWriter} reads it and cuts it into slices at
 * the {@link io.millrace.intake.Positions position} of each partition, {@code SliceWriter} has each stored and decides what a failure
 * means.
 *
 * <pre>
 * a partition of Kafka, as this process sees it:
 *
 *             claimed: epoch + 1, seek to next_offset
 *   unknown ──────────────────────────────────────────▶ held ──▶ batches are written from here on
 *      ▲                                                 │ │
 *      │  revoked, lost                                  │ │ fenced: another consumer has claimed it
 *      └─────────────────────────────────────────────────┘ ▼
 *                                                         lost ──▶ claimed again, if Kafka still says that it is ours
 *   refused: the topic was made again under the same name; an operator decides
 * </pre>
 *
 * <p>May import: {@code event}, {@code store}, {@code telemetry}. Only this room knows Kafka and Reactive Messaging.
 */
@NullMarked
package io.millrace.intake;

import org.jspecify.annotations.NullMarked;
