package io.millrace.ops;

import io.millrace.store.StoreStatus;
import io.millrace.store.StoreStatus.Ahead;
import io.millrace.store.StoreStatus.Books;
import io.millrace.store.StoreStatus.Status;
import jakarta.enterprise.inject.Instance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the store stands, at a glance. Asks the database alone, so it answers while the service is down. */
@Command(
        name = "status",
        description = "Print the books of each topic, dead letters, the newest event, partitions and the schema.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StatusCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<StoreStatus> store;
    private final OperatorDatabase database;

    StatusCommand(Instance<StoreStatus> store, OperatorDatabase database) {
        this.store = store;
        this.database = database;
    }

    @Override
    public Integer call() {
        Status status = database.answer(store.get().read());
        if (json) {
            Result.json(asMap(status));
        } else {
            print(status);
        }
        return 0;
    }

    private static void print(Status status) {
        Result.line("schema version " + Objects.requireNonNullElse(status.schemaVersion(), "none"));
        status.topics().forEach(topic -> Result.line(line(topic)));
        if (status.topics().isEmpty()) {
            Result.line("topics none read yet");
        }
        Result.line("dead letters " + (status.deadLetters().isEmpty() ? "none" : reasons(status)));
        Result.line("newest event " + Objects.requireNonNullElse(status.newestEventAt(), "none")
                + ", newest record in the books " + Objects.requireNonNullElse(status.booksAt(), "none"));
        status.partitions()
                .forEach(it -> Result.line(
                        "partitions of " + it.relation() + ": " + it.ahead() + " ahead, until " + it.until()));
    }

    private static String line(Books topic) {
        return "topic " + topic.topic() + ": received " + topic.received() + ", stored " + topic.stored()
                + ", duplicate " + topic.duplicate() + ", dead-lettered " + topic.deadLettered() + ", lag "
                + Objects.requireNonNullElse(topic.lag(), "unknown") + ", partitions " + topic.partitions();
    }

    private static String reasons(Status status) {
        return status.deadLetters().entrySet().stream()
                .map(it -> it.getKey() + " " + it.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, @Nullable Object> asMap(Status status) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("schema_version", status.schemaVersion());
        map.put("topics", status.topics().stream().map(StatusCommand::asMap).toList());
        map.put("dead_letters", status.deadLetters());
        map.put("newest_event_at", text(status.newestEventAt()));
        map.put("books_at", text(status.booksAt()));
        map.put(
                "partitions",
                status.partitions().stream().map(StatusCommand::asMap).toList());
        return map;
    }

    private static Map<String, @Nullable Object> asMap(Books topic) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("topic", topic.topic());
        map.put("partitions", topic.partitions());
        map.put("received", topic.received());
        map.put("stored", topic.stored());
        map.put("duplicate", topic.duplicate());
        map.put("dead_lettered", topic.deadLettered());
        map.put("lag", topic.lag());
        return map;
    }

    private static Map<String, @Nullable Object> asMap(Ahead table) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("table", table.relation());
        map.put("ahead", table.ahead());
        map.put("until", table.until().toString());
        return map;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
