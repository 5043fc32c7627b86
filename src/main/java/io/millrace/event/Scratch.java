package io.millrace.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The slots that one thread fills for one record after the other: making them anew for each record was a fifth of all garbage.
 *
 * <p>What a reading answers holds none of them, so the next one may begin. Not for use by several threads.
 */
final class Scratch {
    // More than any message wraps. A hostile record may wrap a hundred thousand: those are garbage at once.
    private static final int KEPT_OF_A_ROOT = 8;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final Map<Place, List<Slots>> slots = new EnumMap<>(Place.class);
    private final int[] taken = new int[Place.values().length];

    private Scratch() {}

    /** This thread's, for a new record: all that was taken for the last one may be taken again. */
    static Scratch begin() {
        Scratch scratch = OF_THREAD.get();
        Arrays.fill(scratch.taken, 0);
        return scratch;
    }

    /** How many slots it keeps. */
    int size() {
        return slots.values().stream().mapToInt(List::size).sum();
    }

    /** Empty slots for an object of the record that stands under this root. */
    Slots take(Place root) {
        List<Slots> ofRoot = slots.computeIfAbsent(root, place -> new ArrayList<>());
        int index = taken[root.ordinal()]++;
        if (index >= KEPT_OF_A_ROOT) {
            return new Slots(root);
        }
        if (index == ofRoot.size()) {
            ofRoot.add(new Slots(root));
        }
        Slots next = ofRoot.get(index);
        next.clear();
        return next;
    }
}
