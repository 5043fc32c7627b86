package io.millrace.bench.load;

import io.millrace.ops.generator.GeneratedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Events of which nine in ten have been there before: each tenth record is a new one, the others repeat one of the last {@value #REMEMBERED},
 * so some within a batch and most in one that was stored before. A pure function of the events and the seed.
 *
 * <p>The generator repeats one in two at most.
 */
public final class Redelivered implements Iterator<GeneratedEvent> {
    static final int TIMES = 10;
    static final int REMEMBERED = 20_000;

    private final Iterator<GeneratedEvent> events;
    private final SplittableRandom random;
    private final List<GeneratedEvent> remembered = new ArrayList<>();
    private long given;
    private long taken;

    public Redelivered(Iterator<GeneratedEvent> events, long seed) {
        this.events = events;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean hasNext() {
        return given % TIMES != 0 || events.hasNext();
    }

    @Override
    public GeneratedEvent next() {
        return given++ % TIMES == 0 ? first() : again();
    }

    private GeneratedEvent first() {
        GeneratedEvent event = events.next();
        int place = (int) (taken++ % REMEMBERED);
        if (place == remembered.size()) {
            remembered.add(event);
        } else {
            remembered.set(place, event);
        }
        return event;
    }

    private GeneratedEvent again() {
        GeneratedEvent event = remembered.get(random.nextInt(remembered.size()));
        return new GeneratedEvent(event.roomId(), event.key(), event.value(), event.occurredAtMillis(), true);
    }
}
