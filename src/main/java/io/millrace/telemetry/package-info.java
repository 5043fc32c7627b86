/**
 * The numbers: what the service counts while it runs, as Prometheus reads them at {@code /q/metrics}.
 *
 * <p>In: what happened, told by the rooms. Out: meters. Promise: {@code received = stored + duplicate + dead_lettered} holds between
 * the counters as it does in the books, counted after the commit. What a batch's
 * reading tells (types nobody knows) is counted when it is read, so again where a record is read again; label values are bounded, whatever a producer sends.
 *
 * <p>What is worth waking somebody for is decided here as well: {@code DeadLetterAlarm} rings where too great a share of a topic's
 * records is bad. It tells, and stops nothing.
 *
 * <p>May import: nothing of ours. Only this room knows Micrometer.
 */
@NullMarked
package io.millrace.telemetry;

import org.jspecify.annotations.NullMarked;
