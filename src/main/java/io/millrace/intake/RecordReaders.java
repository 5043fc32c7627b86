package io.millrace.intake;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEventReader;
import io.millrace.event.ProfileReader;
import io.millrace.store.StoreConfig;
import java.time.Clock;

/** The readers as the settings want them. A replay of dead letters takes the same, so that it accepts what intake would accept now. */
public final class RecordReaders {
    private RecordReaders() {}

    public static LiveEventReader liveEvents(IntakeConfig config, StoreConfig store, Clock clock) {
        return new LiveEventReader(window(config), store.raw(), config.maxRecordBytes(), clock);
    }

    public static ProfileReader profiles(IntakeConfig config, Clock clock) {
        return new ProfileReader(window(config), config.maxRecordBytes(), clock);
    }

    private static AcceptedWindow window(IntakeConfig config) {
        return new AcceptedWindow(config.acceptedPast(), config.acceptedFuture());
    }
}
