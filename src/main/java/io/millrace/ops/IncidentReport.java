package io.millrace.ops;

import io.millrace.store.Incidents.Incident;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An incident in the words of the command line. */
final class IncidentReport {

    private IncidentReport() {}

    static String line(Incident it) {
        return "incident " + it.id() + ": " + it.topic() + "-" + it.partition() + " "
                + it.kind().code() + ", found "
                + it.foundAt() + ", books at " + it.nextOffset() + ", log from " + it.logStart() + " until "
                + it.logEnd() + ", " + state(it);
    }

    private static String state(Incident it) {
        if (it.resumedAt() != null) {
            return "resumed " + it.resumedAt() + " at " + it.resumedOffset() + ", skipped "
                    + Objects.requireNonNullElse(it.skipped(), "unknown");
        }
        return it.decision() == null ? "to be decided" : "decided: from " + it.decision() + ", not carried out yet";
    }

    static Map<String, @Nullable Object> asMap(Incident it) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", it.id());
        map.put("topic", it.topic());
        map.put("partition", it.partition());
        map.put("kind", it.kind().code());
        map.put("found_at", it.foundAt().toString());
        map.put("topic_id", it.topicId());
        map.put("found_topic_id", it.foundTopicId());
        map.put("next_offset", it.nextOffset());
        map.put("last_log_end", it.lastLogEnd());
        map.put("log_start", it.logStart());
        map.put("log_end", it.logEnd());
        map.put("decision", it.decision());
        map.put("decided_at", text(it.decidedAt()));
        map.put("resumed_at", text(it.resumedAt()));
        map.put("resumed_offset", it.resumedOffset());
        map.put("skipped", it.skipped());
        return map;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
