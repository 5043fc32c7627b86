package io.millrace.http;

import java.util.Map;

/** As {@link ApiDatabase}, with answers that are kept for longer than a test takes. */
public class KeepingApi extends ApiDatabase {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        settings.put("millrace.http.fresh-for", "PT5M");
        settings.put("millrace.http.stale-for", "PT5M");
        return settings;
    }
}
