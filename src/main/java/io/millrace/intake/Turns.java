package io.millrace.intake;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a few do something side by side, and the others wait for their turn in the order in which they came. For several threads. */
final class Turns {
    private final Queue<UniEmitter<? super Void>> waiting = new ArrayDeque<>();
    private int free;

    Turns(int sideBySide) {
        this.free = sideBySide;
    }

    /** Does the work when it is its turn; the turn is over when the work is, however it ends. */
    <T> Uni<T> take(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .<Void>emitter(this::await)
                .chain(() -> Uni.createFrom().<T>deferred(work).eventually(this::over));
    }

    private void await(UniEmitter<? super Void> turn) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(turn);
                return;
            }
            free--;
        }
        turn.complete(null);
    }

    private void over() {
        UniEmitter<? super Void> next = next();
        if (next != null) {
            next.complete(null);
        }
    }

    private synchronized @Nullable UniEmitter<? super Void> next() {
        if (waiting.isEmpty()) {
            free++;
        }
        return waiting.poll();
    }
}
