/**
 * Live events as real rooms make them, for sizing: as many as wanted, without a scraper.
 *
 * <p><b>In:</b> a {@link io.millrace.ops.generator.GeneratorPlan}. <b>Out:</b> its {@link
 * io.millrace.ops.generator.GeneratedEvent}s in the order in which they arrive, as the bytes of Kafka records.
 *
 * <p><b>Promised:</b> a pure function of the plan: the same plan gives the same bytes, whatever the clock, the machine
 * and the pace at which they are taken. Plans that differ in shape and size alone give the same events: ids, times,
 * users, texts. In the shapes that are meant for Millrace every record is accepted. Not made: pauses, ends and what
 * counts as other.
 *
 * <p>Rates, disorder, streaks and counts follow what was measured on recordings of rooms of 1,600 to 4,200 viewers; the
 * numbers stand at the classes that draw them.
 *
 * <p><b>May import:</b> the JDK alone.
 *
 * <p><b>Start reading</b> at {@link io.millrace.ops.generator.LiveEventGenerator#next}, then {@code Happening}, what
 * happened before it is written, and {@code EnvelopeWriter}.
 */
@NullMarked
package io.millrace.ops.generator;

import org.jspecify.annotations.NullMarked;
