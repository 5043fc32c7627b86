/**
 * The fault suite: real servers and the unchanged service, broken on purpose, and a judge who shares no code with them.
 *
 * <pre>
 *                  ┌ commit trap ┐
 *   service ──▶ proxy ────────────▶ PostgreSQL ◀── sampler of the books ──▶ samples.jsonl ─┐
 *      │                                 ▲                                                 ▼
 *      └──────▶ proxy ──▶ Kafka ◀────────┼───────────────────────────────────────────── verifier ──▶ verdict
 *                          ▲             │                                                 ▲
 *                       producer ────────┴──── history.jsonl ──────────────────────────────┘
 * </pre>
 *
 * <p>The service, the broker, PostgreSQL, the producer ({@code world}) and the verifier ({@code verifier}) are processes of their own: a
 * kill is {@code kill -9}, a pause is SIGSTOP. The service sees both servers through proxies; everybody else goes past them.
 *
 * <p><b>To run it:</b> {@code mvn verify} runs {@code FaultSmokeIT}, two minutes. {@code mvn verify -Pfaults} runs {@code FaultSuiteIT},
 * everything, about half an hour. {@code -Dfaults.seed=N} repeats an order and its chances, {@code -Dfaults.repetitions=0.1} strikes
 * each case a tenth as often, {@code -Dfaults.cases=C1,C13} only those, {@code -Dfaults.load=300} sets the records a second, {@code
 * -Dfaults.slow-seconds=600} how long PostgreSQL is slower than the input. Filling a disk needs root on Linux: elsewhere those cases say
 * that they were skipped.
 *
 * <p><b>To read the report</b> ({@code target/faults/report.md}, and {@code .json}): its first line has the seed and the commit. Each case
 * has two verdicts. <i>Safety</i>: nothing lost, nothing twice, every figure as published, whatever it took. <i>Liveness</i>: how long
 * after the last fault until nothing was left to read, and the bound, which is the backlog at half the measured rate and 30 s. Then the
 * case's own criterion. Beside the report lie the history, the samples, every verdict and the service's logs, one directory a world.
 *
 * <p><b>To add a case:</b> a {@code FaultCase} constant beside its like ({@code ServiceCases}, {@code KafkaCases}, {@code PostgresCases},
 * {@code RecordCases}) that breaks something and mends it again, and its name in {@code FaultSuiteIT.ALL}. Whatever it leaves broken is
 * mended behind it; what it finds wrong is an {@code AssertionError} by {@code FaultCase.require}.
 *
 * <p><b>Start reading</b> at {@code FaultSuiteIT}, then {@code FaultRun} and {@code World}.
 */
@NullMarked
package io.millrace.faults;

import org.jspecify.annotations.NullMarked;
