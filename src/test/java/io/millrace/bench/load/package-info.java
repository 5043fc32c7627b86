/**
 * What everybody is given: the generator's events in two topics, and the same rows in a file for COPY.
 *
 * <p>For the runs that look at Millrace alone, envelopes at a pace ({@link io.millrace.bench.load.PacedLoad}) and backlogs that end about now
 * ({@link io.millrace.bench.load.Backlog}).
 *
 * <p>Promise: the same seed and number give the same bytes, but for backlogs and paces, whose times are those of the clock; no event comes
 * twice, unless a backlog is asked for duplicates. Imports {@code ops.generator} and {@code processes}.
 */
@NullMarked
package io.millrace.bench.load;

import org.jspecify.annotations.NullMarked;
