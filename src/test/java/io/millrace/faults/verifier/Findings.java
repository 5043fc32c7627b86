package io.millrace.faults.verifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the verifier found wrong, and how much it looked at. */
final class Findings {
    private static final int TOLD_OF_EACH = 3;
    private static final int LONGEST = 400;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Long> looked = new LinkedHashMap<>();

    void violation(String check, String detail) {
        if (counts.merge(check, 1, Integer::sum) <= TOLD_OF_EACH) {
            told.add(check + ": " + detail.substring(0, Math.min(LONGEST, detail.length())));
        }
    }

    void require(boolean holds, String check, String detail) {
        if (!holds) {
            violation(check, detail);
        }
    }

    void lookedAt(String what, long many) {
        looked.put(what, many);
    }

    boolean isSafe() {
        return counts.isEmpty();
    }

    /** Each check that failed and how often. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** The first few of each check. */
    List<String> told() {
        return told;
    }

    Map<String, Long> looked() {
        return looked;
    }
}
