package io.millrace.store;

import io.millrace.event.LiveEvent;
import java.util.Comparator;

/** The identity of an event and the primary key of {@code live_events}, ordered as its index is. */
record EventKey(long roomId, long occurredAtMillis, long msgId) {
    // Each statement takes its row locks in this order, so that two of them seldom wait for each other in a circle.
    static final Comparator<LiveEvent> ORDER = EventKey::compare;

    private static int compare(LiveEvent a, LiveEvent b) {
        if (a.roomId() != b.roomId()) {
            return Long.compare(a.roomId(), b.roomId());
        }
        return a.occurredAtMillis() != b.occurredAtMillis()
                ? Long.compare(a.occurredAtMillis(), b.occurredAtMillis())
                : Long.compare(a.msgId(), b.msgId());
    }

    static EventKey of(LiveEvent event) {
        return new EventKey(event.roomId(), event.occurredAtMillis(), event.msgId());
    }
}
