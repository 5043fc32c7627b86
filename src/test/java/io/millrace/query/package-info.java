/** The pure parts of the read side; its statements are held by the tests of {@code http}, over a real database. */
@NullMarked
package io.millrace.query;

import org.jspecify.annotations.NullMarked;
