package io.millrace.access;

/**
 * How much one asker may ask.
 *
 * @param name of the policy, as the answers tell it
 * @param perSecond what comes back each second; above 0
 * @param burst what may be asked at once after a pause; above 0
 */
public record RateLimit(String name, int perSecond, int burst) {
    public RateLimit {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("rate and burst must be 1 at least, are " + perSecond + " and " + burst);
        }
    }

    /** As {@code RateLimit-Policy} has it: the burst, and the seconds after which it is there again. */
    public String policy() {
        return "\"" + name + "\";q=" + burst + ";w=" + -Math.floorDiv(-burst, perSecond);
    }
}
