package io.millrace.partition;

import java.time.LocalDate;

/** One leaf of a partitioned table: rows of the UTC days {@code from} (inclusive) to {@code until} (exclusive). */
public record Partition(PartitionedTable table, String name, LocalDate from, LocalDate until) {}
