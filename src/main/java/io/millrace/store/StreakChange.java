package io.millrace.store;

import org.jspecify.annotations.Nullable;

/**
 * What a batch did to one gift streak: where it stood before, and where it stands now.
 *
 * @param userId 0: a gift without a user
 * @param before null: the streak is new
 */
record StreakChange(long roomId, long userId, @Nullable Standing before, Standing now) {
    /**
     * @param repeatCount the greatest of its frames
     * @param diamonds of one gift, the greatest of its frames
     */
    record Standing(long repeatCount, long diamonds, long startedAtMillis) {
        long worth() {
            return repeatCount * diamonds;
        }
    }
}
