package io.millrace.ops.generator;

/**
 * How far behind the newest of its room a late event is. Measured: half at most 0.26 s, 90 % 0.76 s, 99 % 5.8 s, all 64
 * s; between these the logarithm runs straight.
 */
final class Lateness {

    private static final double[] SHARES = {0, 0.5, 0.9, 0.99, 1};
    private static final double[] MILLIS = {20, 260, 760, 5_800, 64_000};
    private static final int STEPS = 1 << 13;
    private static final int[] TABLE = table();

    private Lateness() {}

    static int drawn(Dice dice) {
        return TABLE[dice.below(STEPS)];
    }

    private static int[] table() {
        int[] table = new int[STEPS];
        int part = 0;
        for (int i = 0; i < STEPS; i++) {
            double share = (i + 0.5) / STEPS;
            while (share > SHARES[part + 1]) {
                part++;
            }
            double within = (share - SHARES[part]) / (SHARES[part + 1] - SHARES[part]);
            // StrictMath: the table is the same on every machine.
            table[i] = (int) (MILLIS[part] * StrictMath.pow(MILLIS[part + 1] / MILLIS[part], within));
        }
        return table;
    }
}
