package io.millrace.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * The UTC offsets of a zone over a range of time, period by period. The database is told these instead of the zone's name: it may not know
 * the name, or know other rules for it.
 */
final class ZoneOffsets {
    private ZoneOffsets() {}

    /** Half-open. */
    record Period(Instant starts, Instant ends, ZoneOffset offset) {}

    /** Oldest first, without gaps. */
    static List<Period> of(ZoneId zone, Instant from, Instant until) {
        List<Period> periods = new ArrayList<>();
        for (Instant starts = from; starts.isBefore(until); ) {
            ZoneOffsetTransition next = zone.getRules().nextTransition(starts);
            Instant ends = next == null || next.getInstant().isAfter(until) ? until : next.getInstant();
            periods.add(new Period(starts, ends, zone.getRules().getOffset(starts)));
            starts = ends;
        }
        return periods;
    }
}
