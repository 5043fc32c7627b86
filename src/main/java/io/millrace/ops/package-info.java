/**
 * The process: its {@code main} and the operator's commands.
 *
 * <p><b>In:</b> the command line, the settings, and for {@code play} a capture in a file. <b>Out:</b> a command's
 * result on standard output and nothing else there; progress, warnings and faults on standard error; the exit code.
 *
 * <p><b>Promised:</b> exit 0 when it was done, 1 with one clear line when it failed, 2 when the command line was
 * wrong. A command starts neither Kafka consumers nor HTTP nor the scheduler, so it may run beside the service.
 * {@code play} moves a capture in time without changing what it tells: order, distances, streaks and duplicates stay.
 * {@code generate} sends what {@link io.millrace.ops.generator} makes of a plan, byte for byte.
 *
 * <p><b>May import:</b> everything but {@code http}. Nobody but {@code standalone} imports this package, and it takes
 * {@link io.millrace.ops.CapturePlayer} alone, which therefore needs no container.
 *
 * <p><b>Start reading</b> at {@link io.millrace.ops.Main}, then {@code MigrateCommand} as the shape of a command; for
 * {@code play} at {@link io.millrace.ops.CapturePlayer}, then {@code MovedPass}.
 */
@NullMarked
package io.millrace.ops;

import org.jspecify.annotations.NullMarked;
