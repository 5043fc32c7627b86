/**
 * Real servers for tests: one PostgreSQL and one Kafka broker a test JVM, started when first asked for.
 *
 * <p>Start reading at {@link io.millrace.servers.RealServers}.
 */
@NullMarked
package io.millrace.servers;

import org.jspecify.annotations.NullMarked;
