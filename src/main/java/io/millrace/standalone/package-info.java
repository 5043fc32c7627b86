/**
 * The all-in-one: a real PostgreSQL and a real Kafka broker beside the service, from Maven artifacts, without Docker.
 *
 * <p><b>Comes in:</b> {@code MILLRACE_HOME} and three ports, from the environment. <b>Goes out:</b> three running servers and
 * {@code endpoints.env}, which says where they are.
 *
 * <p><b>Promised:</b> data stay in the home over restarts; everything listens on loopback only; whatever keeps it from
 * starting is one line on stderr; what was started is stopped in the reverse order; and after {@code kill -9} the next
 * start finds and ends what was left over before it goes on. A server that is not our own child is never used.
 *
 * <p><b>May import:</b> {@code io.millrace.config} and {@code io.millrace.ops}, and alone in the house the server libraries. Those have the scope
 * {@code provided}: they lie in {@code target/standalone-lib}, beside the service and never inside it.
 *
 * <p><b>Start reading</b> at {@link io.millrace.standalone.AllInOne}. Tests use {@link
 * io.millrace.standalone.EmbeddedPostgres} and {@link io.millrace.standalone.EmbeddedKafka} directly.
 */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
