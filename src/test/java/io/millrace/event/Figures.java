package io.millrace.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures of a set of events, counted plainly by the rules of the samples' README. */
record Figures(List<LiveEvent> events, int duplicates) {

    private record Identity(long roomId, long msgId) {}

    private record Streak(
            long roomId,
            @Nullable Long userId,
            @Nullable Long giftId,
            @Nullable Long groupId) {}

    /** The first delivery of each message counts, the others are duplicates. */
    static Figures of(Collection<LiveEvent> deliveries) {
        Map<Identity, LiveEvent> events = new LinkedHashMap<>();
        deliveries.forEach(event -> events.putIfAbsent(new Identity(event.roomId(), event.msgId()), event));
        return new Figures(new ArrayList<>(events.values()), deliveries.size() - events.size());
    }

    Figures ofRoom(long roomId) {
        return new Figures(
                events.stream().filter(event -> event.roomId() == roomId).toList(), 0);
    }

    long count(EventType type) {
        return of(type).size();
    }

    long users(EventType type) {
        return of(type).stream()
                .map(LiveEvent::userId)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    long rooms() {
        return events.stream().map(LiveEvent::roomId).distinct().count();
    }

    List<LiveEvent> of(EventType type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }

    Map<String, Long> byTypeName() {
        Map<String, Long> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.typeName(), 1L, Long::sum));
        return counts;
    }

    /** Count 0 where no event has the number. */
    LongSummaryStatistics numbers(Function<LiveEvent, @Nullable Long> number) {
        return events.stream()
                .map(number)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .summaryStatistics();
    }

    long streaks() {
        return streakFrames().size();
    }

    long singleGifts() {
        return of(EventType.GIFT).stream().filter(event -> !isFrame(event)).count();
    }

    long gifts() {
        return gifts(1, event -> 1L);
    }

    long diamonds() {
        return gifts(0, LiveEvent::diamonds);
    }

    long repeatCountsSummed() {
        return numbers(LiveEvent::repeatCount).getSum();
    }

    private long gifts(long unknown, Function<LiveEvent, @Nullable Long> worth) {
        long sum = 0;
        for (List<LiveEvent> frames : streakFrames().values()) {
            Figures streak = new Figures(frames, 0);
            sum += streak.numbers(LiveEvent::repeatCount).getMax()
                    * streak.numbers(worth).getMax();
        }
        for (LiveEvent event : of(EventType.GIFT)) {
            if (!isFrame(event)) {
                Long each = worth.apply(event);
                sum += Math.max(1, Objects.requireNonNull(event.repeatCount())) * (each == null ? unknown : each);
            }
        }
        return sum;
    }

    private Map<Streak, List<LiveEvent>> streakFrames() {
        Map<Streak, List<LiveEvent>> frames = new HashMap<>();
        for (LiveEvent event : of(EventType.GIFT)) {
            if (isFrame(event)) {
                Streak streak = new Streak(event.roomId(), event.userId(), event.giftId(), event.giftGroupId());
                frames.computeIfAbsent(streak, unused -> new ArrayList<>()).add(event);
            }
        }
        return frames;
    }

    private static boolean isFrame(LiveEvent event) {
        return Boolean.TRUE.equals(event.giftStreakable()) && event.giftGroupId() != null;
    }
}
