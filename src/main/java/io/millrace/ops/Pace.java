package io.millrace.ops;

/**
 * How fast a capture is played.
 *
 * @param speed how many of the capture's milliseconds pass in one of ours; infinite sends without waiting
 */
record Pace(double speed) {

    static final Pace NATURAL = new Pace(1);
    static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

    Pace {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("must be natural, max or a number above 0");
        }
    }

    static Pace parse(String text) {
        return switch (text) {
            case "natural" -> NATURAL;
            case "max" -> MAX;
            default -> new Pace(factor(text));
        };
    }

    boolean waits() {
        return !Double.isInfinite(speed);
    }

    private static double factor(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException word) {
            throw new IllegalArgumentException("must be natural, max or a number above 0", word);
        }
    }
}
