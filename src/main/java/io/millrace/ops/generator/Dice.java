package io.millrace.ops.generator;

/** SplitMix64: the same throws on every machine and every Java, which no class of the JDK promises for ever. */
final class Dice {

    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    Dice(long seed) {
        this.state = seed;
    }

    /** A bijection of 64 bits under which neighbours become strangers. */
    static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }

    /** A bijection of 32 bits, likewise. */
    static long mixed32(long bits) {
        int once = ((int) bits ^ ((int) bits >>> 16)) * 0x7feb352d;
        int twice = (once ^ (once >>> 15)) * 0x846ca68b;
        return (twice ^ (twice >>> 16)) & 0xffff_ffffL;
    }

    /** What a new one goes on from, with the same throws. */
    long state() {
        return state;
    }

    long bits() {
        state += STEP;
        return mixed(state);
    }

    /** From 0 to {@code bound} - 1. */
    int below(int bound) {
        return (int) (((bits() >>> 32) * bound) >>> 32);
    }

    /** Both ends belong to it. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** From 0 to below 1. */
    double unit() {
        return (bits() >>> 11) * UNIT;
    }

    boolean chance(double probability) {
        return unit() < probability;
    }
}
