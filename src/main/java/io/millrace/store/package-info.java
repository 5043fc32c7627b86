/**
 * The one transaction: books, history, figures and dead letters of one batch or several, all or nothing.
 *
 * <p>In: batches of accepted events or profile snapshots with the dead letters between them, each a contiguous range of one Kafka
 * partition. Out: an {@link io.millrace.store.Outcome}; rows in the tables of {@code db/migration}.
 *
 * <p>Promise: at every commit {@code received = stored + duplicate + dead_lettered}; the figures are a function of the set of stored
 * events, whatever the order, the batches and the number of writers; a batch whose position another consumer has taken changes
 * nothing.
 *
 * <p>A transaction of live events takes four round trips: {@code BEGIN}; the history statement, which answers what was new; the figures
 * and the books, sent together; {@code COMMIT}. One that holds a message without a time of its own takes one more. The deltas of
 * the figures are summed up here and not in the database, because a row of the batch then costs a look-up in a tree in place of several
 * passes of grouping.
 *
 * <p>{@link io.millrace.store.FigureAudit} holds the figures against a recomputation that shares nothing with those statements, and
 * {@link io.millrace.store.StoreStatus} tells how all of it stands.
 *
 * <p>{@link io.millrace.store.DeadLetterReplay} takes dead letters the same road once more. It stands here and not beside the command that
 * runs it, because it is that transaction: {@code RecordTables} is the road, and intake and replay differ in the books alone. Which
 * topics there are and how they are read is told by whoever calls. {@link io.millrace.store.DeadLetters} finds and reads the letters.
 *
 * <p>Start reading at {@code PostgresBatchStore}, then {@code LiveEventTables}. May import: {@code event}, {@code partition}, {@code
 * telemetry}, the SQL client.
 */
@NullMarked
package io.millrace.store;

import org.jspecify.annotations.NullMarked;
