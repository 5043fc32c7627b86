package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One stored event, by the names of its columns.
 *
 * @param eventType comment like gift join follow share viewers pause resume end other
 * @param typeName the type as the scraper named it
 * @param diamonds of one gift
 * @param repeatCount cumulative within a streak
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StreamEvent(
        String roomId,
        Instant occurredAt,
        String msgId,
        String eventType,
        String typeName,
        @Nullable String userId,
        @Nullable String uniqueId,
        @Nullable String nickname,
        @Nullable String comment,
        @Nullable String giftId,
        @Nullable String giftName,
        @Nullable String giftGroupId,
        @Nullable Boolean giftStreakable,
        @Nullable Long diamonds,
        @Nullable Long repeatCount,
        @Nullable Long likeCount,
        @Nullable Long likeTotal,
        @Nullable Long viewers,
        @Nullable Long viewersTotal,
        @Nullable Long followerTotal,
        @Nullable Instant capturedAt,
        @Nullable String source) {

    static StreamEvent of(Row row) {
        return new StreamEvent(
                Database.requiredId(row, "room_id"),
                Database.requiredInstant(row, "occurred_at"),
                Database.requiredId(row, "msg_id"),
                row.getString("event_type"),
                row.getString("type_name"),
                Database.id(row, "user_id"),
                row.getString("unique_id"),
                row.getString("nickname"),
                row.getString("comment"),
                Database.id(row, "gift_id"),
                row.getString("gift_name"),
                Database.id(row, "gift_group_id"),
                row.getBoolean("gift_streakable"),
                row.getLong("diamonds"),
                row.getLong("repeat_count"),
                row.getLong("like_count"),
                row.getLong("like_total"),
                row.getLong("viewers"),
                row.getLong("viewers_total"),
                row.getLong("follower_total"),
                Database.instant(row, "captured_at"),
                row.getString("source"));
    }
}
