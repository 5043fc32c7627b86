/**
 * The benchmark: how fast events from Kafka come to rest in PostgreSQL, by Millrace and by whatever else one could use.
 *
 * <pre>
 *   load ─▶ Kafka, a file ─▶ contender (a process) ─▶ PostgreSQL
 *                               ▲        measurement       ▲
 *                               └── /proc ── every 50 ms ──┘ ──▶ report
 * </pre>
 *
 * <p>One run, one machine, the same events, the same durable settings, in turns. Each contender is a process with its own class path and a
 * fresh database; it is measured from outside and must have stored every event once, or its run counts for nothing.
 *
 * <p>Two runs look at Millrace alone: {@code Latency}, how soon an event shows in the API at steady rates, and {@code Growth}, what
 * becomes of ingest and of answers as the data grow. Two more load its API: {@code DashboardsRun} with many who ask as they may, {@code
 * FloodRun} with those who ask far more. All of them stand on a {@code Stage}: the same servers, fresh.
 *
 * <p><b>To run it:</b> {@code mvn -q -B -Pbench verify}; {@code docs/performance.md} has the options. <b>To add a contender:</b> a small
 * class beside its like in {@code contenders}, and its name in {@code Contenders}. Its libraries, if it needs any, are a project of their own
 * below {@code src/bench}, so that a heavy peer changes nobody's class path.
 *
 * <p><b>Start reading</b> at {@code Benchmark}, then {@code Measurement} and {@code contenders.Contender}. {@code mvn verify} runs {@code
 * BenchSmokeIT} alone, which measures nothing worth telling but the measuring.
 */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
