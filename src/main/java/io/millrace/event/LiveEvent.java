package io.millrace.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a live room, as the columns of {@code live_events} hold it. Its identity is {@code
 * (roomId, msgId)} within its own time; see {@code dated}.
 *
 * <p>Numbers are never negative but for derived ids. Texts hold no U+0000 and no unpaired surrogate, are bounded, and
 * are otherwise what the producer sent, byte for byte; names are null rather than empty.
 *
 * @param roomId the broadcast, at least 1
 * @param msgId TikTok's message id; negative: derived, because the message has none or one that is not a number
 * @param occurredAtMillis when it happened, by the payload's own clock where it has one (epoch milliseconds)
 * @param dated true: every delivery of this message has the same {@code occurredAtMillis}, so that {@code (roomId,
 *     occurredAtMillis, msgId)} is its whole identity. The time came out of the message, or the message has no id and
 *     its derived one was hashed over the time. False: the message has an id but no time of its own; the time is the
 *     delivery's (a wrapper's, {@code captured_at} or the record's timestamp), and another delivery brings another one
 * @param type what it counts as
 * @param typeName the type as the scraper named it, at most 128 characters
 * @param userId who did it; null where nobody did, or nobody in particular
 * @param uniqueId the user's handle
 * @param nickname the user's display name
 * @param comment the text of a comment, at most 4096 characters; null for every other type and for a comment that has
 *     no text
 * @param giftId the gift's id in TikTok's catalogue; null outside gifts, as are the six that follow
 * @param giftName localised and not unique
 * @param giftGroupId names a streak within (room, user, gift), mostly the epoch milliseconds of its start; negative:
 *     derived from a group that is not a number; null: it has no group
 * @param giftStreakable gift type 1: frames of one group repeat a cumulative count. A streakable gift without a group is
 *     a single gift
 * @param diamonds the price of one gift, not of the frame; null where the message does not tell
 * @param repeatCount how many gifts: cumulative within a streak, 0 where the frame leaves it out
 * @param likeCount likes in this one message; null outside likes
 * @param likeTotal the room's total that came with a like; null where absent
 * @param viewers concurrent viewers; null outside viewer samples
 * @param viewersTotal all entries since the start of the broadcast, never a viewer count; null where absent
 * @param followerTotal followers of the host that came with a follow or share; null where absent or 0
 * @param capturedAtMillis the scraper's clock (epoch milliseconds); null where the envelope has none
 * @param source what the envelope calls its producer, at most 128 characters
 * @param host the host that this very message named
 * @param title the broadcast's title that this very message named, at most 1024 characters
 * @param raw the payload as JSON, where {@link RawPolicy} keeps it
 */
public record LiveEvent(
        long roomId,
        long msgId,
        long occurredAtMillis,
        boolean dated,
        EventType type,
        String typeName,
        @Nullable Long userId,
        @Nullable String uniqueId,
        @Nullable String nickname,
        @Nullable String comment,
        @Nullable Long giftId,
        @Nullable String giftName,
        @Nullable Long giftGroupId,
        @Nullable Boolean giftStreakable,
        @Nullable Long diamonds,
        @Nullable Long repeatCount,
        @Nullable Long likeCount,
        @Nullable Long likeTotal,
        @Nullable Long viewers,
        @Nullable Long viewersTotal,
        @Nullable Long followerTotal,
        @Nullable Long capturedAtMillis,
        @Nullable String source,
        @Nullable Host host,
        @Nullable String title,
        @Nullable String raw) {

    public LiveEvent {
        if (roomId < 1) {
            throw new IllegalArgumentException("roomId must be at least 1, is " + roomId);
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(typeName, "typeName");
    }
}
