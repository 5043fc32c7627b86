/**
 * What a run took, and what several runs have in common.
 *
 * <p>In goes a process tree as {@code /proc} shows it and samples of a run; out comes a {@link io.millrace.bench.measure.Stretch}: rows,
 * seconds and CPU seconds between 30 % and 98 % of the way. Pure but for {@code /proc}; imports nothing of ours.
 */
@NullMarked
package io.millrace.bench.measure;

import org.jspecify.annotations.NullMarked;
