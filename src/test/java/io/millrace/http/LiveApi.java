package io.millrace.http;

import java.util.Map;

/** As {@link ApiDatabase}, with room for few listeners. */
public class LiveApi extends ApiDatabase {
    static final int LISTENERS = 8;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        settings.put("millrace.http.listeners", String.valueOf(LISTENERS));
        return settings;
    }
}
