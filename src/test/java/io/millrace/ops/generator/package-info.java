/** Tests of the generator: it keeps its plan, and what it writes is read as it was meant. */
@NullMarked
package io.millrace.ops.generator;

import org.jspecify.annotations.NullMarked;
