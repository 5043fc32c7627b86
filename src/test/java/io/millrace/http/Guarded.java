package io.millrace.http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service asking for tokens, with limits that a test reaches in a second. */
public class Guarded implements QuarkusTestProfile {
    static final String ORIGIN = "https://dashboards.example";
    static final int TOKEN_BURST = 100;
    /** The page's files and some more. */
    static final int ADDRESS_BURST = 60;

    /** Open to everybody; as many as one may ask for at once are 12 MB. */
    static final String LARGE_FILE = "/webjars/chart.js/4.5.1/dist/chart.umd.js";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "millrace.access.required", "true",
                "millrace.access.reread", "PT0.2S",
                "millrace.access.token-rate", "50",
                "millrace.access.token-burst", String.valueOf(TOKEN_BURST),
                "millrace.access.address-rate", "5",
                "millrace.access.address-burst", String.valueOf(ADDRESS_BURST),
                "millrace.http.cors-origins", ORIGIN + ",http://other.example:3000",
                "millrace.http.arrival", "PT2S",
                "millrace.http.connections", "400");
    }
}
