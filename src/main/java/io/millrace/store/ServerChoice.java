package io.millrace.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of two servers is written to, and which is read from. Decided of looks at both; asks nobody itself, and has no clock.
 *
 * <p>Written to is the one that is no standby. Where both are none, as when the old primary of a promotion comes back, it is the one of
 * the later timeline, and never one of an earlier timeline than was seen: what is only there would be lost a second time.
 *
 * <p>How far the standby is behind is measured by positions in the log: each look notes where the primary is, and the lag is the age of
 * the newest note that the standby has replayed. So clocks of servers do not count, and nothing happening is no lag. It is as fine as the
 * looks are, and never too small.
 *
 * <p>The standby is taken up when it has caught up with the look before, and given up when it is behind for longer than the bound: what
 * readers see steps back by no more than one look when it is taken up, and never while it is in use.
 */
final class ServerChoice {
    /** Bounds the notes; a standby further behind is behind for at least as long as they reach. */
    private static final int MOST_NOTES = 3_600;

    private final Duration lagBound;
    private final Deque<Note> notes = new ArrayDeque<>();
    private @Nullable String cluster;
    private int writer;
    private long timeline;
    private boolean standbyFollows;
    private boolean standbyInUse;
    private @Nullable Integer receiverBefore;
    private @Nullable Duration lag;

    ServerChoice(Duration lagBound) {
        this.lagBound = lagBound;
    }

    /**
     * One server as it was found.
     *
     * @param cluster which copies of the same data have in common
     * @param position how far its log is written, or replayed where it is a standby
     * @param timeline of a primary; grows with each promotion
     * @param receiver the process that receives the primary's log; null where none runs
     */
    record Look(
            String cluster,
            boolean isStandby,
            long position,
            long timeline,
            @Nullable Integer receiver) {}

    private record Note(long atNanos, long position) {}

    /** Looks of both servers; empty where one did not answer in time. */
    void looked(long nowNanos, List<Optional<Look>> looks) {
        List<Optional<Look>> ours =
                looks.stream().map(look -> look.filter(this::isOurs)).toList();
        chooseWriter(ours);
        Look primary = ours.get(writer)
                .filter(look -> !look.isStandby() && look.timeline() == timeline)
                .orElse(null);
        Look standby = ours.get(1 - writer).filter(Look::isStandby).orElse(null);
        if (primary != null) {
            note(new Note(nowNanos, primary.position()));
        }
        if (standby == null) {
            standbyFollows = false;
            standbyInUse = false;
            receiverBefore = null;
        } else if (primary != null) {
            examine(nowNanos, standby);
        }
        // Where only the standby answers, all stays as it was.
    }

    /** Whether a primary was ever seen. */
    boolean knowsPrimary() {
        return timeline > 0;
    }

    /** The index of the server that is written to. */
    int writer() {
        return writer;
    }

    /** Servers to read from, the next where one fails. */
    List<Integer> readers() {
        if (!standbyFollows) {
            return List.of(writer);
        }
        return standbyInUse ? List.of(1 - writer, writer) : List.of(writer, 1 - writer);
    }

    /** How far the standby is behind at most, or at least where it is further than we remember; empty where there is none. */
    Optional<Duration> lag() {
        return Optional.ofNullable(lag);
    }

    /** A server of other data is as good as none. */
    private boolean isOurs(Look look) {
        if (cluster == null) {
            cluster = look.cluster();
        }
        return look.cluster().equals(cluster);
    }

    private void chooseWriter(List<Optional<Look>> looks) {
        int chosen = writer;
        long latest = timeline;
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i).orElse(null);
            if (look != null && !look.isStandby() && look.timeline() > latest) {
                chosen = i;
                latest = look.timeline();
            }
        }
        if (latest != timeline) {
            writer = chosen;
            timeline = latest;
            notes.clear();
            lag = null;
            standbyFollows = false;
            standbyInUse = false;
            receiverBefore = null;
        }
    }

    private void note(Note note) {
        notes.addLast(note);
        if (notes.size() > MOST_NOTES) {
            notes.removeFirst();
        }
    }

    private void examine(long nowNanos, Look standby) {
        Note newest = notes.getLast();
        Note before = newest;
        Note replayed = null;
        for (Note note : notes) {
            if (note != newest) {
                before = note;
            }
            if (note.position() <= standby.position()) {
                replayed = note;
            }
        }
        while (replayed != null && notes.getFirst() != replayed) {
            notes.removeFirst();
        }
        lag = Duration.ofNanos(
                replayed == newest ? 0 : nowNanos - notes.getFirst().atNanos());
        // One that cannot follow begins to receive again and again, and what it has may be further than what the
        // primary has.
        boolean receives = standby.receiver() != null && standby.receiver().equals(receiverBefore);
        receiverBefore = standby.receiver();
        boolean caughtUp = receives && before.position() <= standby.position();
        standbyFollows |= caughtUp;
        standbyInUse = replayed != null && lag.compareTo(lagBound) <= 0 && (standbyInUse || caughtUp);
    }
}
