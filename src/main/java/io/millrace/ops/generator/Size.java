package io.millrace.ops.generator;

/** How much is written around what is read. {@link Shape#FLAT} has columns only, so it is the same in both. */
public enum Size {
    /** What is read, and little else: about 0.4 kB. */
    LEAN,
    /** As scrapers emit it, with avatars, badges and scores: 4 to 10 kB. */
    FULL
}
