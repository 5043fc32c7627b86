/**
 * The recorded samples under {@code src/test/resources/samples}, as the records that a scraper would publish. For the
 * tests of every room; their README tells what each file must give.
 */
@NullMarked
package io.millrace.samples;

import org.jspecify.annotations.NullMarked;
