/**
 * Who is measured: one small class each, with what it is given and how it is tuned.
 *
 * <p>Peers are tuned as somebody would who knows them: whatever setting makes them faster here without giving up a promise is set, and says
 * why in {@code tuning()}. Out goes a command that is to be started. Imports {@code client}, {@code load}, {@code servers}.
 */
@NullMarked
package io.millrace.bench.contenders;

import org.jspecify.annotations.NullMarked;
