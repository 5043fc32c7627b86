package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestPaceTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final IngestPace pace = new IngestPace(Clock.fixed(NOON.plusSeconds(65), ZoneOffset.UTC));

    @Test
    void theFirstStateOfTheBooksTellsNothing() {
        assertThat(pace.recordsPerSecond(books(60, 1000))).isNull();
        assertThat(pace.recordsPerSecond(books(60, 1000))).isNull();
    }

    @Test
    void thePaceIsTheMeanOverTheStatesOfOneMinute() {
        pace.recordsPerSecond(books(0, 0));
        assertThat(pace.recordsPerSecond(books(30, 300))).isEqualByComparingTo("10");
        assertThat(pace.recordsPerSecond(books(60, 1200))).isEqualByComparingTo("20");
        assertThat(pace.recordsPerSecond(books(64, 1440)))
                .as("the first state lies more than a minute back")
                .isEqualByComparingTo("33.529412");
    }

    @Test
    void theSameBooksGiveTheSamePaceHoweverOftenTheyAreRead() {
        pace.recordsPerSecond(books(50, 0));
        for (int i = 0; i < 5; i++) {
            assertThat(pace.recordsPerSecond(books(60, 100))).isEqualByComparingTo("10");
        }
        assertThat(pace.recordsPerSecond(books(55, 50)))
                .as("read late by another thread")
                .isEqualByComparingTo("10");
    }

    @Test
    void booksThatHaveNotMovedForAMinuteHaveNoPace() {
        pace.recordsPerSecond(books(0, 0));
        assertThat(pace.recordsPerSecond(books(4, 100))).isEqualByComparingTo("0");
    }

    private static Ingest books(long seconds, long received) {
        return new Ingest(new Ingest.Totals(received, received, 0, 0, null), List.of(), NOON.plusSeconds(seconds));
    }
}
