package io.millrace.ops.generator;

import java.util.function.Consumer;

/**
 * How gifts are sent. A single one is one frame. A streak is frames with a cumulative count, which skips, because frames
 * themselves are sampled, and a closing frame with the last count, which sometimes never comes.
 */
final class Streaks {

    /** How likely a streak goes on after each of its frames. */
    private static final double GOES_ON = 0.45;

    /** A streak ends here at the latest; it is rarely reached. */
    private static final int MOST_FRAMES = 40;

    private static final double CLOSES = 0.92;

    /** The mean, closing frames included: the gifts of the catalogue that come in streaks, and the single ones. */
    static final double FRAMES_OF_A_GIFT =
            GiftKind.STREAKABLE * (1 / (1 - GOES_ON) + CLOSES) + (1 - GiftKind.STREAKABLE);

    private final Dice dice;
    private final Consumer<Happening> later;

    /** @param later takes the frames after the first one, each to arrive at its time */
    Streaks(Dice dice, Consumer<Happening> later) {
        this.dice = dice;
        this.later = later;
    }

    /** Makes {@code first}, whose time is told already, the first frame of a gift. */
    void begin(Happening first, double late) {
        GiftKind gift = GiftKind.drawn(dice);
        first.gift = gift;
        if (!gift.isStreakable()) {
            first.repeatCount = 1;
            return;
        }
        first.group = first.occurredAt - dice.between(5, 400);
        // Seldom the first frames were not seen.
        first.repeatCount = dice.chance(0.9) ? 1 : dice.between(2, 14);
        Happening last = first;
        for (int frames = 1; frames < MOST_FRAMES && dice.chance(GOES_ON); frames++) {
            long step = dice.chance(0.6) ? 1 : dice.between(2, 5);
            last = frame(last, last.repeatCount + step, dice.between(250, 1_500), late);
        }
        if (dice.chance(CLOSES)) {
            // From one to four seconds, half of them above 3.3.
            long pause = 1_000 + (long) (3_000 * StrictMath.cbrt(dice.unit()));
            frame(last, last.repeatCount, pause, late).closes = true;
        }
    }

    private Happening frame(Happening before, long repeatCount, long pause, double late) {
        Happening frame = new Happening(Kind.GIFT, before.room, before.person);
        frame.gift = before.gift;
        frame.group = before.group;
        frame.repeatCount = repeatCount;
        frame.occurredAt = before.occurredAt + pause;
        frame.arrivesAt = frame.occurredAt + (dice.chance(late) ? Lateness.drawn(dice) : 0);
        later.accept(frame);
        return frame;
    }
}
