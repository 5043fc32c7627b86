package io.millrace.event;

import org.jspecify.annotations.Nullable;

/**
 * One look at a profile. Its identity is {@code (userId, capturedAtMillis)}.
 *
 * <p>Counts are never negative; null means that the source does not tell, or told something impossible (a heart count
 * that had wrapped at 32 bits). Texts obey the same rules as those of {@link LiveEvent}.
 *
 * @param userId the account, at least 1
 * @param capturedAtMillis when the counts held (epoch milliseconds)
 * @param exact whether the counts are exact; growth is never computed between an exact and a rounded snapshot
 * @param followerCount accounts that follow this one
 * @param followingCount accounts that this one follows
 * @param friendCount mutual followers
 * @param heartCount likes received over all videos; exceeds 32 bits
 * @param videoCount published videos
 * @param diggCount likes given
 * @param uniqueId the handle
 * @param nickname the display name
 * @param secUid TikTok's opaque second id
 * @param signature the biography
 * @param avatarUrl a signed address that expires; a changed one is no changed picture
 * @param verified null where the source does not tell
 * @param privateAccount null where the source does not tell
 */
public record ProfileSnapshot(
        long userId,
        long capturedAtMillis,
        boolean exact,
        @Nullable Long followerCount,
        @Nullable Long followingCount,
        @Nullable Long friendCount,
        @Nullable Long heartCount,
        @Nullable Long videoCount,
        @Nullable Long diggCount,
        @Nullable String uniqueId,
        @Nullable String nickname,
        @Nullable String secUid,
        @Nullable String signature,
        @Nullable String avatarUrl,
        @Nullable Boolean verified,
        @Nullable Boolean privateAccount) {

    public ProfileSnapshot {
        if (userId < 1) {
            throw new IllegalArgumentException("userId must be at least 1, is " + userId);
        }
    }

    /** The value of the column {@code precision}. */
    public String precision() {
        return exact ? "exact" : "rounded";
    }
}
