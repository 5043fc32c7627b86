/**
 * Time partitions: which ones are needed, and making them.
 *
 * <p>In: the times of the rows that are about to be written, and the clock. Out: leaves of the partitioned tables, named by their
 * UTC day or month ({@code live_events_p20261120}, {@code live_minute_stats_p202611}). Promise: a row whose time was accepted finds
 * its partition; making one never blocks readers or writers of the others; who makes them is not ready while few stand ahead. Start reading
 * at {@code PartitionSchedule}, which looks each minute, then {@link io.millrace.partition.PartitionKeeper}.
 *
 * <p>May import: {@code telemetry}, the SQL client.
 */
@NullMarked
package io.millrace.partition;

import org.jspecify.annotations.NullMarked;
