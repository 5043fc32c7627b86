package io.millrace.ops.generator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.millrace.event.EventType;
import io.millrace.event.LiveEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** It keeps its plan: five minutes of a thousand events a second. */
class LiveEventGeneratorTest {

    private static final GeneratorPlan PLAN = Crowded.plan(300_000);
    private static final List<Crowded> EVENTS = Crowded.events(PLAN);
    private static final List<Crowded> ORIGINALS =
            EVENTS.stream().filter(it -> !it.given().duplicate()).toList();

    private record Streak(
            long room, @Nullable Long user, @Nullable Long gift, Long group) {}

    @Test
    void theSamePlanGivesTheSameBytes() {
        assertThat(values(PLAN.withEvents(5_000))).isEqualTo(values(PLAN.withEvents(5_000)));
    }

    @Test
    void aLongerPlanBeginsAsTheShorterOne() {
        assertThat(values(PLAN.withEvents(5_000)).subList(0, 1_000)).isEqualTo(values(PLAN.withEvents(1_000)));
    }

    @Test
    void anotherSeedGivesOthers() {
        assertThat(values(PLAN.withEvents(1_000).withSeed(18)))
                .doesNotContainAnyElementsOf(values(PLAN.withEvents(1_000)));
    }

    @Test
    void asManyAsPlannedAreGiven() {
        assertThat(EVENTS).hasSize(300_000);
    }

    @Test
    void typesAreSharedOutAsMeasured() {
        Map<EventType, Long> counts =
                ORIGINALS.stream().collect(groupingBy(it -> it.read().type(), counting()));
        double samples = counts.getOrDefault(EventType.VIEWERS, 0L);

        assertThat(counts.keySet())
                .containsExactlyInAnyOrder(
                        EventType.COMMENT,
                        EventType.JOIN,
                        EventType.GIFT,
                        EventType.LIKE,
                        EventType.FOLLOW,
                        EventType.SHARE,
                        EventType.VIEWERS);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.VIEWERS) {
                double wanted = (ORIGINALS.size() - samples) * kind.aSecond() / Kind.ALL_A_SECOND;
                assertThat(counts.get(EventType.valueOf(kind.name())))
                        .as(kind.label())
                        .isCloseTo((long) wanted, withPercentage(5));
            }
        }
    }

    @Test
    void aBusyRoomTellsItsViewersEveryTwoSeconds() {
        long biggest = biggestRoom();
        List<Crowded> samples = ORIGINALS.stream()
                .filter(it -> it.read().roomId() == biggest && it.read().type() == EventType.VIEWERS)
                .toList();

        assertThat(samples).hasSizeBetween(145, 155);
        assertThat(samples).allSatisfy(it -> {
            assertThat(it.read().viewers()).isPositive();
            assertThat(it.read().userId()).isNull();
        });
        assertThat(samples.stream().map(it -> it.read().viewersTotal()).toList())
                .isSorted();
    }

    @Test
    void aFewRoomsAreBigAndManyAreSmall() {
        List<Long> sizes =
                ORIGINALS.stream().collect(groupingBy(it -> it.read().roomId(), counting())).values().stream()
                        .sorted((a, b) -> Long.compare(b, a))
                        .toList();

        assertThat(sizes).hasSize(50);
        assertThat(sizes.get(0)).isGreaterThan(ORIGINALS.size() / 10);
        assertThat(sizes.get(25)).isLessThan(sizes.get(0) / 10);
    }

    @Test
    void asManyAreLateAsPlannedAndAsLateAsMeasured() {
        Map<Long, Long> newest = new HashMap<>();
        List<Long> behind = new ArrayList<>();
        for (Crowded it : ORIGINALS) {
            long occurredAt = it.given().occurredAtMillis();
            long before = newest.getOrDefault(it.given().roomId(), 0L);
            if (occurredAt < before) {
                behind.add(before - occurredAt);
            }
            newest.put(it.given().roomId(), Math.max(before, occurredAt));
        }
        long[] sorted = behind.stream().mapToLong(Long::longValue).sorted().toArray();

        assertThat(behind.size() / (double) ORIGINALS.size()).isCloseTo(0.317, offset(0.005));
        assertThat(sorted[sorted.length / 2]).isCloseTo(260, withPercentage(15));
        assertThat(sorted[sorted.length * 9 / 10]).isCloseTo(760, withPercentage(15));
        assertThat(sorted[sorted.length * 99 / 100]).isCloseTo(5_800, withPercentage(15));
        assertThat(sorted[sorted.length - 1]).isBetween(40_000L, 64_000L);
    }

    @Test
    void nothingIsLateWhereNothingIsToBe() {
        List<GeneratedEvent> events =
                given(PLAN.withEvents(20_000).withLate(0).withDuplicates(0).withRooms(3));
        Map<Long, Long> newest = new HashMap<>();

        assertThat(events.stream()
                        .filter(it ->
                                it.occurredAtMillis() < newest.merge(it.roomId(), it.occurredAtMillis(), Math::max)))
                .isEmpty();
    }

    @Test
    void duplicatesRepeatAnEventOfTheLastMinuteHalfOfThemByteByByte() {
        Map<Long, byte[]> before = new HashMap<>();
        Map<Long, Long> at = new HashMap<>();
        long duplicates = 0;
        long same = 0;
        long nearly = 0;
        for (int i = 0; i < EVENTS.size(); i++) {
            GeneratedEvent given = EVENTS.get(i).given();
            LiveEvent read = EVENTS.get(i).read();
            byte[] first = before.putIfAbsent(read.msgId(), given.value());
            assertThat(first != null).isEqualTo(given.duplicate());
            at.putIfAbsent(read.msgId(), (long) i);
            if (first != null) {
                duplicates++;
                same += Arrays.equals(first, given.value()) ? 1 : 0;
                long since = i - at.getOrDefault(read.msgId(), 0L);
                nearly += since < 10 ? 1 : 0;
                assertThat(since).isLessThanOrEqualTo(60_000);
            }
        }

        assertThat(duplicates / (double) EVENTS.size()).isCloseTo(0.01, offset(0.001));
        assertThat(same / (double) duplicates).isBetween(0.4, 0.6);
        assertThat(nearly / (double) duplicates).isBetween(0.4, 0.65);
    }

    @Test
    void asManyPeopleDoSomethingWithinAMinuteAsPlanned() {
        for (int wanted : new int[] {100, 2_000, 10_000}) {
            Map<Long, Set<Long>> minutes = minutesOf(PLAN.withUsersPerMinute(wanted));

            // The first minute has the late ones of the minute before it, and the last one is cut.
            assertThat(minutes.values().stream().map(Set::size).toList().subList(2, 5))
                    .allSatisfy(seen -> assertThat(seen).isCloseTo(wanted, withPercentage(20)));
        }
    }

    @Test
    void peopleAreSlowlyReplacedAndSomeTalkMuch() {
        Map<Long, Set<Long>> minutes = minutesOf(PLAN);
        List<Set<Long>> whole = new ArrayList<>(minutes.values()).subList(2, 5);
        Set<Long> stayed = new HashSet<>(whole.get(0));
        stayed.retainAll(whole.get(1));
        List<Long> comments = ORIGINALS.stream()
                .filter(it -> it.read().type() == EventType.COMMENT)
                .collect(groupingBy(it -> it.read().userId(), counting()))
                .values()
                .stream()
                .sorted((a, b) -> Long.compare(b, a))
                .toList();
        long all = comments.stream().mapToLong(Long::longValue).sum();
        long ofTheFirstTenth = comments.subList(0, comments.size() / 10).stream()
                .mapToLong(Long::longValue)
                .sum();

        assertThat(stayed.size() / (double) whole.get(0).size()).isBetween(0.4, 0.9);
        assertThat(ofTheFirstTenth / (double) all).isGreaterThan(0.3);
    }

    @Test
    void mostJoinsBringSomebodyNewWhereThePeopleAllowIt() {
        Set<Long> seen = new HashSet<>();
        long joins = 0;
        long fresh = 0;
        for (Crowded it :
                Crowded.events(PLAN.withEventsPerSecond(200).withEvents(50_000).withUsersPerMinute(6_500))) {
            boolean isNew = seen.add(it.read().userId());
            if (it.read().type() == EventType.JOIN && !it.given().duplicate()) {
                joins++;
                fresh += isNew ? 1 : 0;
            }
        }

        assertThat(fresh / (double) joins).isGreaterThan(0.5);
    }

    @Test
    void whereFewerPeopleThanJoinsAreWantedMostJoinsAreOfThoseWhoAreThere() {
        Set<Long> seen = new HashSet<>();
        long joins = 0;
        long fresh = 0;
        for (Crowded it : ORIGINALS) {
            boolean isNew = seen.add(it.read().userId());
            if (it.read().type() == EventType.JOIN) {
                joins++;
                fresh += isNew ? 1 : 0;
            }
        }

        assertThat(fresh / (double) joins).isBetween(0.1, 0.3);
    }

    @Test
    void moreUsersAMinuteThanTheRateCanShowAreRefused() {
        assertThatThrownBy(() -> new LiveEventGenerator(PLAN.withEventsPerSecond(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("usersPerMinute 10000 is more than 10.0 eventsPerSecond can show; at most about");
    }

    @Test
    void aStreakCountsUpAndItsClosingFrameRepeatsTheLastCount() {
        Map<Streak, TreeMap<Long, LiveEvent>> streaks = new HashMap<>();
        Map<Long, Boolean> closing = new HashMap<>();
        for (Crowded it : ORIGINALS) {
            LiveEvent read = it.read();
            Long group = read.giftGroupId();
            // The frames of the last ones are still on their way when the plan ends.
            if (group != null && group < PLAN.startsAt().toEpochMilli() + 200_000) {
                streaks.computeIfAbsent(
                                new Streak(read.roomId(), read.userId(), read.giftId(), group),
                                unused -> new TreeMap<>())
                        .put(read.occurredAtMillis(), read);
                closing.put(
                        read.msgId(),
                        new String(it.given().value(), StandardCharsets.UTF_8).contains("\"repeatEnd\":1"));
            }
        }
        long closed = 0;
        long skipped = 0;
        for (Map.Entry<Streak, TreeMap<Long, LiveEvent>> streak : streaks.entrySet()) {
            List<LiveEvent> frames = new ArrayList<>(streak.getValue().values());
            assertThat(streak.getKey().group())
                    .isBetween(
                            frames.get(0).occurredAtMillis() - 60_000,
                            frames.get(0).occurredAtMillis());
            for (int i = 1; i < frames.size(); i++) {
                long step = repeat(frames.get(i)) - repeat(frames.get(i - 1));
                if (closing.getOrDefault(frames.get(i).msgId(), false)) {
                    closed++;
                    assertThat(i).isEqualTo(frames.size() - 1);
                    assertThat(step).isZero();
                    assertThat(frames.get(i).occurredAtMillis()
                                    - frames.get(i - 1).occurredAtMillis())
                            .isBetween(1_000L, 4_000L);
                } else {
                    assertThat(step).isPositive();
                    skipped += step > 1 ? 1 : 0;
                }
            }
        }

        assertThat(streaks).hasSizeGreaterThan(5_000);
        assertThat(closed / (double) streaks.size()).isCloseTo(0.92, offset(0.03));
        assertThat(skipped).isPositive();
    }

    @Test
    void aGiftThatIsNoStreakIsOneFrameWithoutAGroup() {
        assertThat(ORIGINALS.stream().map(Crowded::read).filter(it -> Boolean.FALSE.equals(it.giftStreakable())))
                .isNotEmpty()
                .allSatisfy(it -> {
                    assertThat(it.giftGroupId()).isNull();
                    assertThat(it.repeatCount()).isOne();
                });
    }

    @Test
    void likesAreOneToFifteenAndMostlyFifteen() {
        List<LiveEvent> likes = ORIGINALS.stream()
                .map(Crowded::read)
                .filter(it -> it.type() == EventType.LIKE)
                .toList();

        assertThat(likes).allSatisfy(it -> assertThat(it.likeCount()).isBetween(1L, 15L));
        assertThat(likes.stream()
                                .filter(it -> Long.valueOf(15).equals(it.likeCount()))
                                .count()
                        / (double) likes.size())
                .isCloseTo(0.6, offset(0.02));
    }

    @Test
    void idsAreThoseOfTikTok() {
        long start = PLAN.startsAt().getEpochSecond();

        assertThat(ORIGINALS.stream().map(it -> it.read().msgId()).collect(toSet()))
                .hasSameSizeAs(ORIGINALS);
        assertThat(ORIGINALS).allSatisfy(it -> {
            long happened = it.read().occurredAtMillis() / 1000;
            assertThat(it.read().msgId() >> 32).isBetween(happened - 168, happened);
            assertThat(it.read().roomId() >> 32).isBetween(start - 6 * 3600, start);
        });
    }

    @Test
    void oneIdIsOnePersonWithOneName() {
        Map<Long, Set<String>> names = ORIGINALS.stream()
                .map(Crowded::read)
                .filter(it -> it.userId() != null)
                .collect(groupingBy(LiveEvent::userId, mapping(it -> it.uniqueId() + " " + it.nickname(), toSet())));

        assertThat(names.values()).allSatisfy(it -> assertThat(it).hasSize(1));
        assertThat(names.keySet()).allMatch(it -> it >= 5_000_000);
    }

    @Test
    void textsAreAsLongAsTikTokAllows() {
        assertThat(ORIGINALS.stream().map(Crowded::read)).allSatisfy(it -> {
            if (it.type() == EventType.COMMENT) {
                assertThat(it.comment()).isNotBlank().hasSizeLessThanOrEqualTo(72);
            }
            if (it.uniqueId() != null) {
                assertThat(it.uniqueId()).matches("[a-z0-9._]{3,24}");
                assertThat(it.nickname()).isNotBlank().hasSizeLessThanOrEqualTo(30);
            }
        });
    }

    private static long biggestRoom() {
        return ORIGINALS.stream().collect(groupingBy(it -> it.read().roomId(), counting())).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Of whole minutes since the start, so the first key may be the one before it. */
    private static Map<Long, Set<Long>> minutesOf(GeneratorPlan plan) {
        Map<Long, Set<Long>> minutes = new TreeMap<>();
        List<Crowded> events = plan.equals(PLAN) ? EVENTS : Crowded.events(plan);
        for (Crowded it : events) {
            Long user = it.read().userId();
            if (user != null) {
                minutes.computeIfAbsent(it.read().occurredAtMillis() / 60_000, unused -> new HashSet<>())
                        .add(user);
            }
        }
        return minutes;
    }

    private static long repeat(LiveEvent frame) {
        Long count = frame.repeatCount();
        assertThat(count).isNotNull();
        return count == null ? 0 : count;
    }

    private static List<GeneratedEvent> given(GeneratorPlan plan) {
        List<GeneratedEvent> events = new ArrayList<>();
        new LiveEventGenerator(plan).forEachRemaining(events::add);
        return events;
    }

    private static List<String> values(GeneratorPlan plan) {
        return given(plan).stream()
                .map(it -> new String(it.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
