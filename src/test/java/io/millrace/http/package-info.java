/** The API as a reader sees it: the running service over a real database, asked over HTTP. */
@NullMarked
package io.millrace.http;

import org.jspecify.annotations.NullMarked;
