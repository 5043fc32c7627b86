/**
 * What everybody is given: the generator's events in two topics, and the same rows in a file for COPY.
 *
 * <p>Promise: the same seed and number give the same bytes; no event comes twice. Imports {@code ops.generator}.
 */
@NullMarked
package io.millrace.bench.load;

import org.jspecify.annotations.NullMarked;
