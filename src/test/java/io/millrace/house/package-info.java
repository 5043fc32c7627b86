/**
 * The rules of the house, held by tests: who imports whom, what the documents say of settings, and what they name.
 *
 * <p><b>Start reading</b> at {@link io.millrace.house.ImportRulesTest}.
 */
@NullMarked
package io.millrace.house;

import org.jspecify.annotations.NullMarked;
