package io.millrace.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The last whole minutes of one room, and what a glance at them tells. Minutes are counted back: 1 is the last. */
final class PulseMinutes {
    private static final int SHOWN = 15;
    private static final int OF_A_RATE = 5;

    private final Map<Instant, MinuteFigures> figures;
    private final Instant running;

    /** @param running the start of the clock's running minute, which does not count yet */
    PulseMinutes(Collection<MinuteFigures> minutes, Instant running) {
        this.figures = minutes.stream().collect(Collectors.toMap(MinuteFigures::at, Function.identity()));
        this.running = running;
    }

    List<@Nullable BigDecimal> viewers() {
        List<@Nullable BigDecimal> viewers = new ArrayList<>();
        for (int back = SHOWN; back >= 1; back--) {
            MinuteFigures minute = back(back);
            viewers.add(minute == null ? null : minute.viewers());
        }
        return viewers;
    }

    BigDecimal perMinute(ToLongFunction<MinuteFigures> figure) {
        return Ratio.over(minutes(OF_A_RATE, 1).mapToLong(figure).sum(), OF_A_RATE);
    }

    @Nullable
    BigDecimal trend() {
        BigDecimal now = meanViewers(OF_A_RATE, 1);
        BigDecimal before = meanViewers(2 * OF_A_RATE, OF_A_RATE + 1);
        BigDecimal ratio = now == null || before == null ? null : Ratio.of(now, before);
        return ratio == null ? null : Ratio.plain(ratio.subtract(BigDecimal.ONE));
    }

    private @Nullable BigDecimal meanViewers(int oldest, int newest) {
        List<BigDecimal> sampled = minutes(oldest, newest)
                .map(MinuteFigures::viewers)
                .filter(Objects::nonNull)
                .toList();
        return Ratio.of(sampled.stream().reduce(BigDecimal.ZERO, BigDecimal::add), sampled.size());
    }

    private Stream<MinuteFigures> minutes(int oldest, int newest) {
        return IntStream.rangeClosed(newest, oldest).mapToObj(this::back).filter(Objects::nonNull);
    }

    private @Nullable MinuteFigures back(int minutes) {
        return figures.get(running.minus(minutes, ChronoUnit.MINUTES));
    }
}
