/** Tests of the commands and of the capture player; those named {@code IT} need the built program or real servers. */
@NullMarked
package io.millrace.ops;

import org.jspecify.annotations.NullMarked;
