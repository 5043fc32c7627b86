package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vertx.mutiny.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast and its figures. The counted ones are columns; the derived ones are made here.
 *
 * @param hoursWatched mean viewers of each sampled minute, summed, in hours
 * @param coverage sampled minutes ÷ minutes from the first event's to the last event's, both included
 * @param diamondsPerHour over those minutes too; likewise commentsPerMinute
 * @param gifterConversion gifters ÷ participants
 * @param engagement distinct users who commented, gifted, shared or followed ÷ participants
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StreamSummary(
        String roomId,
        Host host,
        @Nullable String title,
        StreamState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        Instant lastEventAt,
        @Nullable Long viewersNow,
        @Nullable Long viewersPeak,
        @Nullable Long viewersTotal,
        @Nullable BigDecimal viewersAvg,
        BigDecimal hoursWatched,
        BigDecimal coverage,
        long comments,
        long likes,
        long likesObserved,
        long gifts,
        long diamonds,
        long shares,
        long joins,
        long follows,
        long commenters,
        long gifters,
        long newFollowers,
        long participants,
        @Nullable Long followerTotal,
        BigDecimal diamondsPerHour,
        BigDecimal commentsPerMinute,
        @Nullable BigDecimal gifterConversion,
        @Nullable BigDecimal engagement,
        Instant asOf)
        implements Answer {

    /** Whose broadcast it is; all null until an event has named the host. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Host(
            @Nullable String userId,
            @Nullable String uniqueId,
            @Nullable String nickname) {}

    /** What {@link #of} reads, of live_streams as s. */
    static final String COLUMNS = """
            s.room_id, s.user_id, s.unique_id, s.nickname, s.title, s.paused, s.first_event_at, s.last_event_at, s.started_at, s.ended_at,
            s.comments, s.shares, s.joins, s.follows, s.commenters, s.gifters, s.new_followers, s.engaged, s.participants,
            s.likes_observed, s.likes, s.gifts, s.diamonds, s.viewers_now, s.viewers_peak, s.viewers_total, s.follower_total,
            s.sampled_minutes, s.viewer_minutes, s.updated_at""";

    static StreamSummary of(Row row, Instant idleSince) {
        Instant lastEventAt = Database.requiredInstant(row, "last_event_at");
        Instant endedAt = Database.instant(row, "ended_at");
        long minutes = minutesOnAir(row);
        long sampledMinutes = row.getLong("sampled_minutes");
        BigDecimal viewerMinutes = row.getBigDecimal("viewer_minutes");
        long participants = row.getLong("participants");
        return new StreamSummary(
                Database.requiredId(row, "room_id"),
                new Host(Database.id(row, "user_id"), row.getString("unique_id"), row.getString("nickname")),
                row.getString("title"),
                StreamState.of(endedAt, lastEventAt, row.getBoolean("paused"), idleSince),
                Database.requiredInstant(row, "started_at"),
                endedAt,
                lastEventAt,
                row.getLong("viewers_now"),
                row.getLong("viewers_peak"),
                row.getLong("viewers_total"),
                Ratio.of(viewerMinutes, sampledMinutes),
                Ratio.over(viewerMinutes, Ratio.MINUTES_PER_HOUR),
                Ratio.over(sampledMinutes, minutes),
                row.getLong("comments"),
                row.getLong("likes"),
                row.getLong("likes_observed"),
                row.getLong("gifts"),
                row.getLong("diamonds"),
                row.getLong("shares"),
                row.getLong("joins"),
                row.getLong("follows"),
                row.getLong("commenters"),
                row.getLong("gifters"),
                row.getLong("new_followers"),
                participants,
                row.getLong("follower_total"),
                Ratio.perHour(row.getLong("diamonds"), minutes),
                Ratio.over(row.getLong("comments"), minutes),
                Ratio.of(row.getLong("gifters"), participants),
                Ratio.of(row.getLong("engaged"), participants),
                Database.requiredInstant(row, "updated_at"));
    }

    /** Clock minutes from the first event's to the last event's, both included: at least 1. */
    static long minutesOnAir(Row row) {
        Instant first = Database.requiredInstant(row, "first_event_at").truncatedTo(ChronoUnit.MINUTES);
        Instant last = Database.requiredInstant(row, "last_event_at").truncatedTo(ChronoUnit.MINUTES);
        return Duration.between(first, last).toMinutes() + 1;
    }
}
