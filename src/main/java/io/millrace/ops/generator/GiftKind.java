package io.millrace.ops.generator;

import java.util.List;

/**
 * A gift of the catalogue.
 *
 * @param nameJson the name between its quotation marks
 * @param type 1: sent in streaks; 2 and 4: single
 * @param diamonds of one
 * @param weight how often it is chosen, of all weights
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
record GiftKind(int id, byte[] nameJson, int type, int diamonds, int weight) {

    /** Mostly what costs nothing much. Names are not unique, as in TikTok's own catalogue. */
    static final List<GiftKind> CATALOGUE = List.of(
            new GiftKind(5655, "Rose", 1, 1, 300),
            new GiftKind(6064, "GG", 1, 1, 90),
            new GiftKind(5269, "TikTok", 1, 1, 110),
            new GiftKind(6247, "Heart", 1, 10, 60),
            new GiftKind(10, "Heart", 1, 5, 40),
            new GiftKind(5487, "Finger Heart", 1, 5, 80),
            new GiftKind(5585, "Confetti", 1, 100, 12),
            new GiftKind(5658, "Perfume", 1, 20, 30),
            new GiftKind(5879, "Doughnut", 1, 30, 25),
            new GiftKind(6104, "Cap", 1, 99, 12),
            new GiftKind(5509, "Sunglasses", 1, 199, 8),
            new GiftKind(5660, "Hand Hearts", 1, 100, 14),
            new GiftKind(6267, "Corgi", 1, 299, 6),
            new GiftKind(5767, "Balloon \"Gold\"", 1, 50, 20),
            new GiftKind(7934, "Heart Me", 4, 1, 70),
            new GiftKind(9333, "LIVE Fest Clappers", 2, 10, 30),
            new GiftKind(1999, "Gift Box", 2, 1999, 4),
            new GiftKind(3999, "Gift Box", 4, 3999, 2),
            new GiftKind(5955, "Champion", 2, 1500, 3),
            new GiftKind(7764, "Star Throne", 2, 7999, 1));

    private static final int ALL_WEIGHTS =
            CATALOGUE.stream().mapToInt(GiftKind::weight).sum();

    /** The share of gifts that begin a streak. */
    static final double STREAKABLE = CATALOGUE.stream()
                    .filter(GiftKind::isStreakable)
                    .mapToInt(GiftKind::weight)
                    .sum()
            / (double) ALL_WEIGHTS;

    private GiftKind(int id, String name, int type, int diamonds, int weight) {
        this(id, JsonBytes.quoted(name), type, diamonds, weight);
    }

    static GiftKind drawn(Dice dice) {
        int left = dice.below(ALL_WEIGHTS);
        for (GiftKind gift : CATALOGUE) {
            left -= gift.weight;
            if (left < 0) {
                return gift;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    boolean isStreakable() {
        return type == 1;
    }
}
