/**
 * The world of the fault suite: a program that publishes a seeded crowd to Kafka and keeps a history of it.
 *
 * <p><b>In:</b> arguments and commands. <b>Out:</b> records in Kafka; a history file, which says of every record what the contract
 * expects of it, in words of its own. <b>May import:</b> nothing of ours: whoever judges the service must not ask the service.
 *
 * <p><b>Start reading</b> at {@link io.millrace.faults.world.HistoryProducer}; what it publishes is in {@code Crowd} and {@code Poison}.
 */
@NullMarked
package io.millrace.faults.world;

import org.jspecify.annotations.NullMarked;
