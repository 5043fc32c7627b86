package io.millrace.store;

import io.millrace.event.LiveEvent;
import java.util.Comparator;

/** The identity of an event and the primary key of {@code live_events}, ordered as its index is. */
record EventKey(long roomId, long occurredAtMillis, long msgId) {
    // Every writer takes its row locks in this order, so that two of them cannot wait for each other.
    static final Comparator<LiveEvent> ORDER = Comparator.comparingLong(LiveEvent::roomId)
            .thenComparingLong(LiveEvent::occurredAtMillis)
            .thenComparingLong(LiveEvent::msgId);

    static EventKey of(LiveEvent event) {
        return new EventKey(event.roomId(), event.occurredAtMillis(), event.msgId());
    }
}
