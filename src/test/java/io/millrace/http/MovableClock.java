package io.millrace.http;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of the service under test: it stands until a test moves it. */
@Alternative
@jakarta.annotation.Priority(1)
@Singleton
public class MovableClock extends Clock {
    public static final Instant NOON = Instant.parse("2026-11-20T12:00:30Z");

    private volatile Instant now = NOON;

    public void moveTo(Instant instant) {
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
