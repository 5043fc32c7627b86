/**
 * What the runs say: a table, a chart, verdicts on Millrace's own targets, and every run as JSON.
 *
 * <p>Pure, but for {@link io.millrace.bench.report.Machine}, which asks where it is. A contender that failed is a row that says why.
 */
@NullMarked
package io.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
