/**
 * The service under the benchmark, seen as its users see it: a process, its API and its metrics.
 *
 * <p>In goes a database and a topic; out come answers with the time that each took. Promise: it is ready when it has been started, and gone
 * when it has been closed. Imports {@code contenders}, for the command, {@code servers}, {@code measure} and {@code processes}.
 */
@NullMarked
package io.millrace.bench.service;

import org.jspecify.annotations.NullMarked;
