package io.millrace.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of two servers is written to, and which is read from. Decided of looks at both; asks nobody itself, and has no clock.
 *
 * <p>Written to is the one that is no standby. Where both are none, as when the old primary of a promotion comes back, it is the one of
 * the later timeline, and never one of an earlier timeline than was seen: what is only there would be lost a second time.
 *
 * <p>How far the standby is behind is measured by positions in the log: each look notes where the primary is, and the lag is the age of
 * the newest note that the standby has replayed, counted from when that look was sent. So clocks of servers do not count, and nothing
 * happening is no lag. It is as fine as the looks are, and never too small.
 *
 * <p>The standby is taken up when it has caught up with the look before, and given up when it is behind for longer than the bound: what
 * readers see steps back by no more than one look when it is taken up, and never while it is in use. Beyond the bound it does not count at
 * all, so a read that fails on the primary is not answered from there. While the primary is away nothing can be measured, and what it was
 * good for when the primary was last seen it goes on to be: the bound is then one of what it had at that moment.
 */
final class ServerChoice {
    /** Bounds the notes; a standby further behind is behind for at least as long as they reach. */
    private static final int MOST_NOTES = 3_600;

    private final Duration lagBound;
    private final Deque<Note> notes = new ArrayDeque<>();
    private @Nullable String cluster;
    private int writer;
    private long timeline;
    private final Set<Integer> answered = new HashSet<>();
    private final Set<Integer> strangers = new HashSet<>();
    private boolean standbyFollowed;
    private boolean standbyWithinBound;
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

    /**
     * Looks of both servers; empty where one did not answer in time.
     *
     * @param sentNanos when they were sent: a position is at most as old as that
     * @param nowNanos when both were in
     */
    void looked(long sentNanos, long nowNanos, List<Optional<Look>> looks) {
        List<Optional<Look>> ours = ours(looks);
        chooseWriter(ours);
        Look primary = ours.get(writer)
                .filter(look -> !look.isStandby() && look.timeline() == timeline)
                .orElse(null);
        Look standby = ours.get(1 - writer).filter(Look::isStandby).orElse(null);
        if (primary != null) {
            note(new Note(sentNanos, primary.position()));
        }
        lag = null;
        if (standby == null) {
            forgetStandby();
        } else if (primary != null) {
            examine(nowNanos, standby);
        }
        // Where only the standby answers, it is read from as before.
    }

    /** Whether each server has answered at least once, so that none can turn out to be the later primary. */
    boolean knowsBoth() {
        return answered.size() == 2;
    }

    /** The indexes of servers that hold other data than the first one that answered: they are left alone. */
    Set<Integer> strangers() {
        return Set.copyOf(strangers);
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
        if (!standbyWithinBound) {
            return List.of(writer);
        }
        return standbyInUse ? List.of(1 - writer, writer) : List.of(writer, 1 - writer);
    }

    /**
     * How far the standby is behind at most, or at least where it is further than we remember; empty where none follows, and where the
     * primary is away.
     */
    Optional<Duration> lag() {
        return Optional.ofNullable(lag);
    }

    /** A server of other data is as good as none. */
    private List<Optional<Look>> ours(List<Optional<Look>> looks) {
        List<Optional<Look>> ours = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i).orElse(null);
            if (look == null) {
                ours.add(Optional.empty());
                continue;
            }
            answered.add(i);
            if (cluster == null) {
                cluster = look.cluster();
            }
            boolean isOurs = look.cluster().equals(cluster);
            if (isOurs) {
                strangers.remove(i);
            } else {
                strangers.add(i);
            }
            ours.add(isOurs ? Optional.of(look) : Optional.empty());
        }
        return ours;
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
            forgetStandby();
        }
    }

    private void forgetStandby() {
        standbyFollowed = false;
        standbyWithinBound = false;
        standbyInUse = false;
        receiverBefore = null;
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
        Duration behind = Duration.ofNanos(nowNanos - notes.getFirst().atNanos());
        // One that cannot follow begins to receive again and again, and what it has may be further than what the
        // primary has.
        boolean receives = standby.receiver() != null && standby.receiver().equals(receiverBefore);
        receiverBefore = standby.receiver();
        boolean caughtUp = receives && before.position() <= standby.position();
        standbyFollowed |= caughtUp;
        standbyWithinBound = standbyFollowed && replayed != null && behind.compareTo(lagBound) <= 0;
        standbyInUse = standbyWithinBound && (standbyInUse || caughtUp);
        lag = receives || standbyFollowed ? behind : null;
    }
}
