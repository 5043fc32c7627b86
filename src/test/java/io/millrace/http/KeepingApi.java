package io.millrace.http;

import java.time.Duration;
import java.util.Map;

/** As {@link ApiDatabase}, with answers that are kept for longer than a test takes, and reads that soon are given up. */
public class KeepingApi extends ApiDatabase {
    /** More than a reader's patience, so that it shows who waits twice. */
    static final Duration READ = Duration.ofSeconds(4);

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        settings.put("millrace.http.fresh-for", "PT5M");
        settings.put("millrace.http.stale-for", "PT5M");
        settings.put("millrace.query.timeout", READ.toString());
        return settings;
    }
}
