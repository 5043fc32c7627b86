/**
 * The read side: every figure, page and series that a dashboard shows.
 *
 * <p><b>In:</b> a question as values ({@link io.millrace.query.StreamFilter}, {@link io.millrace.query.TimeRange}, {@link
 * io.millrace.query.Keyset} …) and the clock. <b>Out:</b> records in the shape that is shown; ids are text there, because a
 * browser's numbers cannot hold 64 bits.
 *
 * <p><b>Promised:</b> one answer is one statement, so one snapshot; {@code asOf} is the time of the newest commit among its rows;
 * the same rows give the same answer, but for {@code state}, open buckets and windows that end "now", which move with the injected
 * clock. Nothing blocks. A database that cannot answer is a {@link io.millrace.query.DatabaseAway}; asking again later helps.
 *
 * <p><b>May import:</b> {@code event}, the SQL client.
 *
 * <p><b>Start reading</b> at {@link io.millrace.query.StreamQueries}, then {@link io.millrace.query.StreamSummary}, which defines the
 * derived figures.
 */
@NullMarked
package io.millrace.query;

import org.jspecify.annotations.NullMarked;
