package io.millrace.http;

import io.millrace.query.StreamBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question that is on its way to the database, and everybody else who asks the same meanwhile. It ends once: with what came of it, or
 * without, when the one who asked first has gone.
 */
final class Flight {
    private final Question question;
    private final long askedNanos = System.nanoTime();
    private final List<Consumer<@Nullable Outcome>> waiting = new ArrayList<>();
    private StreamBoard.@Nullable Seen room;
    private boolean isOver;

    Flight(Question question) {
        this.question = question;
    }

    Question question() {
        return question;
    }

    long askedNanos() {
        return askedNanos;
    }

    /** The one room that it is of, as it was before the question went out. */
    synchronized void isOf(StreamBoard.Seen seen) {
        room = seen;
    }

    /** Null: it is of no single room. */
    synchronized StreamBoard.@Nullable Seen room() {
        return room;
    }

    /** False where it is over: ask again. */
    synchronized boolean join(Consumer<@Nullable Outcome> waiter) {
        return !isOver && waiting.add(waiter);
    }

    /** @param outcome null: nobody knows what came of it */
    void end(@Nullable Outcome outcome) {
        List<Consumer<@Nullable Outcome>> all;
        synchronized (this) {
            isOver = true;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(waiter -> waiter.accept(outcome));
    }
}
