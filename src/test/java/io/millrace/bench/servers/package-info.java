/**
 * The servers of the benchmark: PostgreSQL 17 and Kafka, each a process of its own, durable and on loopback.
 *
 * <p>Promise: everybody who is measured finds the same servers with the same settings. Imports {@code standalone}, for the programs, and
 * {@code processes}.
 */
@NullMarked
package io.millrace.bench.servers;

import org.jspecify.annotations.NullMarked;
