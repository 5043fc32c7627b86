package io.millrace.access;

/**
 * What a bucket said to one request.
 *
 * @param granted whether it may go on
 * @param remaining how many more may be asked at once
 * @param resetSeconds after which the whole burst is there again
 * @param retryAfterSeconds after which one more will be granted; 0 where this one was
 */
public record Allowance(RateLimit limit, boolean granted, long remaining, long resetSeconds, long retryAfterSeconds) {
    /** As {@code RateLimit} has it. */
    public String state() {
        return "\"" + limit.name() + "\";r=" + remaining + ";t=" + resetSeconds;
    }
}
