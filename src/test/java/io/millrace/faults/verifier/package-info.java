/**
 * The judge of the fault suite: a program of its own that shares no code with the service.
 *
 * <p><b>In:</b> the histories of the producers, Kafka's log, the database, the samples of the books. <b>Out:</b> the verdict on safety,
 * on standard output and as JSON. <b>Promised:</b> every figure of the contract's section 3 that is kept is computed anew from what was
 * published. <b>May import:</b> the JDK, JDBC, the Kafka client, Jackson; nothing of ours, which a test holds.
 *
 * <p><b>Start reading</b> at {@link io.millrace.faults.verifier.Verifier}.
 */
@NullMarked
package io.millrace.faults.verifier;

import org.jspecify.annotations.NullMarked;
