package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerChoiceTest {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final Optional<ServerChoice.Look> AWAY = Optional.empty();

    private final ServerChoice choice = new ServerChoice(BOUND);
    private long seconds;

    @Test
    void theReplicaIsReadOnceItHasCaughtUpWithTheLookBefore() {
        look(primary(1, 100), standby(90, 7));
        assertThat(choice.readers()).containsExactly(0);
        look(primary(1, 200), standby(100, 7));

        assertThat(choice.readers()).containsExactly(1, 0);
        assertThat(choice.lag()).contains(Duration.ofSeconds(1));
    }

    @Test
    void nothingHappeningIsNoLag() {
        inUse();
        for (int i = 0; i < 60; i++) {
            look(primary(1, 100), standby(100, 7));
        }

        assertThat(choice.readers()).containsExactly(1, 0);
        assertThat(choice.lag()).contains(Duration.ZERO);
    }

    @Test
    void oneThatFallsBehindForLongerThanTheBoundIsLeftUntilItHasCaughtUp() {
        inUse();
        for (int i = 1; i <= 5; i++) {
            look(primary(1, 100 + i), standby(100, 7));
            assertThat(choice.readers()).as("%d s behind", i).containsExactly(1, 0);
        }
        look(primary(1, 106), standby(100, 7));
        assertThat(choice.readers()).as("not even where the primary fails").containsExactly(0);
        assertThat(choice.lag()).contains(Duration.ofSeconds(6));
        // Within the bound again, and yet not caught up: good enough where the primary fails.
        look(primary(1, 107), standby(104, 7));
        assertThat(choice.readers()).containsExactly(0, 1);
        look(primary(1, 108), standby(107, 7));
        assertThat(choice.readers()).containsExactly(1, 0);
    }

    @Test
    void oneBeyondTheBoundAnswersNothingWhileThePrimaryIsGone() {
        inUse();
        for (int i = 1; i <= 6; i++) {
            look(primary(1, 100 + i), standby(100, 7));
        }
        look(AWAY, standby(106, null));

        assertThat(choice.readers()).containsExactly(0);
    }

    @Test
    void theLagCountsFromWhenALookWasSent() {
        inUse();
        lookFor(Duration.ofMillis(1_900), primary(1, 200), standby(100, 7));
        assertThat(choice.lag()).contains(Duration.ofMillis(2_900));
        seconds++;
        look(primary(1, 300), standby(200, 7));

        assertThat(choice.lag()).contains(Duration.ofSeconds(2));
    }

    @Test
    void thereIsNoLagWhereNoneFollowsOrThePrimaryIsGone() {
        inUse();
        assertThat(choice.lag()).isPresent();
        look(AWAY, standby(100, 7));
        assertThat(choice.lag()).as("primary gone").isEmpty();
        look(primary(1, 100), standby(100, 7));
        assertThat(choice.lag()).isPresent();
        look(primary(1, 100), AWAY);
        assertThat(choice.lag()).as("replica gone").isEmpty();
        look(primary(1, 100), standby(900, null));
        assertThat(choice.lag()).as("does not receive").isEmpty();
    }

    @Test
    void bothAreKnownOnceEachHasAnswered() {
        look(primary(1, 100), AWAY);
        assertThat(choice.knowsBoth()).isFalse();
        look(AWAY, primary(2, 100));

        assertThat(choice.knowsBoth()).isTrue();
        assertThat(choice.writer()).isEqualTo(1);
    }

    @Test
    void oneThatIsGoneIsLeft() {
        inUse();
        look(primary(1, 100), AWAY);

        assertThat(choice.readers()).containsExactly(0);
    }

    @Test
    void whileThePrimaryIsGoneTheReplicaIsReadAsBefore() {
        inUse();
        look(AWAY, standby(100, null));

        assertThat(choice.readers()).containsExactly(1, 0);
        assertThat(choice.writer()).isZero();
    }

    @Test
    void aPromotionIsFollowed() {
        inUse();
        look(AWAY, standby(100, null));
        look(AWAY, primary(2, 110));

        assertThat(choice.writer()).isEqualTo(1);
        assertThat(choice.readers()).containsExactly(1);
    }

    @Test
    void anOldPrimaryThatComesBackIsNotWrittenToThoughItIsTheOnlyOne() {
        look(primary(1, 100), primary(2, 90));
        assertThat(choice.writer()).isEqualTo(1);
        look(primary(1, 500), AWAY);

        assertThat(choice.writer()).isEqualTo(1);
        assertThat(choice.readers()).containsExactly(1);
    }

    @Test
    void anOldPrimaryThatCannotFollowIsNotReadHoweverFarItsLogGoes() {
        look(AWAY, primary(2, 100));
        // It begins to receive and is refused, again and again.
        for (int receiver = 20; receiver < 30; receiver++) {
            look(standby(900, receiver), primary(2, 100));
            look(standby(900, null), primary(2, 100));
            assertThat(choice.readers()).containsExactly(1);
        }
    }

    @Test
    void theOldPrimaryIsReadOnceItFollows() {
        look(AWAY, primary(2, 100));
        look(standby(100, 9), primary(2, 100));
        look(standby(100, 9), primary(2, 100));

        assertThat(choice.writer()).isEqualTo(1);
        assertThat(choice.readers()).containsExactly(0, 1);
    }

    @Test
    void aServerOfOtherDataIsAsGoodAsNone() {
        look(primary(1, 100), Optional.of(new ServerChoice.Look("another", false, 900, 5, null)));

        assertThat(choice.writer()).isZero();
        assertThat(choice.readers()).containsExactly(0);
        assertThat(choice.strangers()).containsExactly(1);
        look(primary(1, 100), standby(100, 7));
        assertThat(choice.strangers()).isEmpty();
    }

    private void inUse() {
        look(primary(1, 100), standby(100, 7));
        look(primary(1, 100), standby(100, 7));
        assertThat(choice.readers()).containsExactly(1, 0);
    }

    private void look(Optional<ServerChoice.Look> first, Optional<ServerChoice.Look> second) {
        lookFor(Duration.ZERO, first, second);
    }

    /** The answers take so long. */
    private void lookFor(Duration took, Optional<ServerChoice.Look> first, Optional<ServerChoice.Look> second) {
        long sent = Duration.ofSeconds(seconds++).toNanos();
        choice.looked(sent, sent + took.toNanos(), List.of(first, second));
    }

    private static Optional<ServerChoice.Look> primary(long timeline, long position) {
        return Optional.of(new ServerChoice.Look("ours", false, position, timeline, null));
    }

    private static Optional<ServerChoice.Look> standby(long position, @Nullable Integer receiver) {
        return Optional.of(new ServerChoice.Look("ours", true, position, 0, receiver));
    }
}
