/**
 * Programs that are measured and are not Millrace: COPY, the bare consumer, the consumer that was written by hand. Each is a process.
 *
 * <p>Out goes nothing but rows, and where no row is stored a number in a file ({@link io.millrace.bench.client.Progress}). Imports {@code
 * load}, for the columns, and {@code event}, since reading records as Millrace does is one of the things measured.
 */
@NullMarked
package io.millrace.bench.client;

import org.jspecify.annotations.NullMarked;
