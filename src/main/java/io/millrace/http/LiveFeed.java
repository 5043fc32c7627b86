package io.millrace.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What those who listen to one thing are told: its newest state, whenever it is another one. Safe to use from many threads. */
final class LiveFeed {
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private Change last;
    private @Nullable Change problem;

    LiveFeed(Change state) {
        this.last = state;
    }

    /** @param known the id of what he was told last, before he came back; null: he comes for the first time */
    synchronized void join(Listener listener, @Nullable String known) {
        listeners.add(listener);
        if (!last.id().equals(known)) {
            listener.tell(last);
        }
        if (problem != null) {
            listener.tell(problem);
        }
    }

    /** Whether nobody is left. */
    synchronized boolean leave(Listener listener) {
        listeners.remove(listener);
        return listeners.isEmpty();
    }

    Set<Listener> listeners() {
        return listeners;
    }

    synchronized Change last() {
        return last;
    }

    /** Whether that is what was told last, so that it need not be made again. */
    synchronized boolean knows(String version) {
        return problem == null && version.equals(last.version());
    }

    /** After a time without the database everybody is told, changed or not: he was told that it may be old. */
    synchronized void is(Change state) {
        boolean isNews = problem != null || !last.id().equals(state.id());
        problem = null;
        last = state;
        if (isNews) {
            listeners.forEach(listener -> listener.tell(state));
        }
    }

    /** The state is not known any more; told once, and to whoever joins until it is. */
    synchronized void isAway(Change why) {
        if (problem == null) {
            problem = why;
            listeners.forEach(listener -> listener.tell(why));
        }
    }
}
