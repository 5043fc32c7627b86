package io.millrace.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is remembered of so many askers at most: beyond, the one that has been silent longest is forgotten. Not safe for many threads. */
final class Lately<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_SIZE = 64;
    private static final float LOAD = 0.75f;

    private final int most;

    Lately(int most) {
        super(FIRST_SIZE, LOAD, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
    }
}
