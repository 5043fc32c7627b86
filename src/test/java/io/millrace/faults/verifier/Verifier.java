package io.millrace.faults.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.faults.verifier.Evidence.Op;
import io.millrace.faults.verifier.Evidence.Place;
import io.millrace.faults.verifier.Expected.Event;
import io.millrace.faults.verifier.Expected.Key;
import io.millrace.faults.verifier.Expected.Letter;
import io.millrace.faults.verifier.Expected.Profile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that judges: was anything lost, did anything count twice, does every figure say what was published?
 *
 * <p>It shares no code with the service. It knows the histories, Kafka's log, the database and the samples of the books.
 */
public final class Verifier {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Evidence evidence;
    private final String liveEvents;
    private final String profileStats;

    Verifier(Evidence evidence, String liveEvents, String profileStats) {
        this.evidence = evidence;
        this.liveEvents = liveEvents;
        this.profileStats = profileStats;
    }

    /**
     * Arguments: bootstrap servers, topic of live events, of profiles, JDBC URL, user, password, file of samples, file for the
     * verdict, histories. Exit code 0: safe; 1: violated.
     */
    public static void main(String[] args) throws Exception {
        List<Path> histories = new ArrayList<>();
        for (int i = 8; i < args.length; i++) {
            histories.add(Path.of(args[i]));
        }
        Verifier verifier = of(histories, args[0], args[1], args[2]);
        Findings findings = new Findings();
        try (Connection connection = DriverManager.getConnection(args[3], args[4], args[5])) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            verifier.judge(connection, findings);
        }
        verifier.judgeSamples(Path.of(args[6]), findings);
        Files.writeString(
                Path.of(args[7]), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report(findings)));
        print(findings, System.out);
        System.exit(findings.isSafe() ? 0 : 1);
    }

    static Verifier of(List<Path> histories, String bootstrap, String liveEvents, String profileStats)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        return new Verifier(
                Evidence.gather(histories, bootstrap, List.of(liveEvents, profileStats)), liveEvents, profileStats);
    }

    private static ObjectNode report(Findings findings) {
        ObjectNode report = JSON.createObjectNode().put("safe", findings.isSafe());
        report.set("violations", JSON.valueToTree(findings.counts()));
        report.set("told", JSON.valueToTree(findings.told()));
        report.set("looked_at", JSON.valueToTree(findings.looked()));
        return report;
    }

    private static void print(Findings findings, PrintStream out) {
        out.println(findings.isSafe() ? "SAFE " + findings.looked() : "VIOLATED " + findings.counts());
        findings.told().forEach(out::println);
    }

    /** Judges the database as this transaction sees it. */
    void judge(Connection connection, Findings findings) throws SQLException {
        evidence.contradictions().forEach(it -> findings.violation("history and Kafka disagree", it));
        findings.lookedAt("operations", evidence.size());
        findings.lookedAt("resolved by Kafka's log", evidence.resolved());
        Map<Place, List<Range>> consumed = consumed(connection, findings);
        Should should = should(consumed, findings);
        judgeRows(connection, should, findings);
        judgeLetters(connection, should, findings);
        judgeBooks(connection, should, findings);
        judgeProfiles(connection, should, findings);
        new Figures(should.events.values()).compare(connection, findings);
        Sql.recompute(connection, findings);
    }

    /** Offsets from {@code first} on, before {@code until}. */
    private record Range(long first, long until) {}

    private record Books(Place place, long nextOffset, long received, long stored, long duplicate, long deadLettered) {}

    /** What the consumed records come to. */
    private static final class Should {
        final Map<Key, Event> events = new HashMap<>();
        final Map<List<Long>, Profile> profiles = new HashMap<>();
        final Map<String, Op> letters = new LinkedHashMap<>();
        final Map<String, Long> received = new HashMap<>();
        final Map<String, Long> lettersOf = new HashMap<>();
    }

    private static List<Books> books(Connection connection) throws SQLException {
        List<Books> books = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT topic, topic_id, partition, next_offset, received, stored, duplicate, dead_lettered
                          FROM ingest_ledger""")) {
            while (row.next()) {
                books.add(new Books(
                        new Place(row.getString(1), row.getString(2), row.getInt(3)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
            }
        }
        return books;
    }

    /** Which offsets the service says it has consumed: up to next_offset, but for what an operator's decision left out. */
    private Map<Place, List<Range>> consumed(Connection connection, Findings findings) throws SQLException {
        Map<String, List<Incident>> incidents = incidents(connection);
        Map<Place, List<Range>> consumed = new LinkedHashMap<>();
        for (Books books : books(connection)) {
            if (!books.place().topic().equals(liveEvents)
                    && !books.place().topic().equals(profileStats)) {
                continue;
            }
            String partition = books.place().topic() + "-" + books.place().partition();
            long first = 0;
            boolean open = false;
            for (Incident it : incidents.getOrDefault(partition, List.of())) {
                Place was = new Place(
                        books.place().topic(), it.topicId(), books.place().partition());
                consumed.computeIfAbsent(was, unused -> new ArrayList<>()).add(new Range(first, it.nextOffset()));
                open = it.resumedOffset() == null;
                first = it.resumedOffset() == null ? 0 : it.resumedOffset();
                findings.lookedAt("incidents", incidents.size());
            }
            if (!open) {
                consumed.computeIfAbsent(books.place(), unused -> new ArrayList<>())
                        .add(new Range(first, books.nextOffset()));
            }
        }
        return consumed;
    }

    private record Incident(
            String topicId, long nextOffset, @Nullable Long resumedOffset) {}

    private static Map<String, List<Incident>> incidents(Connection connection) throws SQLException {
        Map<String, List<Incident>> incidents = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery("SELECT to_regclass('ingest_incidents') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) {
                    return incidents;
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT topic || '-' || partition, topic_id, next_offset, resumed_offset FROM ingest_incidents ORDER BY id")) {
                while (row.next()) {
                    long resumed = row.getLong(4);
                    Long orOpen = row.wasNull() ? null : (Long) resumed;
                    incidents
                            .computeIfAbsent(row.getString(1), unused -> new ArrayList<>())
                            .add(new Incident(row.getString(2), row.getLong(3), orOpen));
                }
            }
        }
        return incidents;
    }

    private Should should(Map<Place, List<Range>> consumed, Findings findings) {
        Should should = new Should();
        consumed.forEach((place, ranges) -> {
            String partition = place.topic() + "-" + place.partition();
            for (Range range : ranges) {
                for (long offset = range.first(); offset < range.until(); offset++) {
                    should.received.merge(partition, 1L, Long::sum);
                    Op op = evidence.at(place, offset);
                    if (op == null) {
                        findings.violation("consumed what nobody published", place + " offset " + offset);
                    } else {
                        expect(should, place, partition, offset, op);
                    }
                }
            }
        });
        return should;
    }

    private static void expect(Should should, Place place, String partition, long offset, Op op) {
        if (op.expected instanceof Event event) {
            should.events.putIfAbsent(event.key(), event);
        } else if (op.expected instanceof Profile profile) {
            should.profiles.putIfAbsent(List.of(profile.user(), profile.capturedAt()), profile);
        } else if (op.expected instanceof Letter) {
            String key = place.topic() + "/" + place.topicId() + "/" + place.partition() + "/" + offset;
            if (should.letters.put(key, op) == null) {
                should.lettersOf.merge(partition, 1L, Long::sum);
            }
        }
    }

    private static void judgeRows(Connection connection, Should should, Findings findings) throws SQLException {
        Table kept = Table.kept(connection, "live_events", """
                SELECT room_id || '/' || ms(occurred_at) || '/' || msg_id, event_type, user_id, unique_id, nickname, comment, gift_id,
                       gift_name, gift_group_id, gift_streakable, diamonds, repeat_count, like_count, like_total, viewers,
                       viewers_total, follower_total, host_user_id
                  FROM live_events""".replaceAll("ms\\(([a-z_]+)\\)", Sql.MILLIS));
        Table expected = new Table("live_events");
        for (Event it : should.events.values()) {
            Map<String, @Nullable String> row = expected.row(it.room() + "/" + it.at() + "/" + it.msg());
            row.put("event_type", it.type());
            row.put("user_id", Table.text(it.user()));
            row.put("unique_id", it.uniqueId());
            row.put("nickname", it.nickname());
            row.put("comment", it.comment());
            row.put("gift_id", Table.text(it.gift()));
            row.put("gift_name", it.giftName());
            row.put("gift_group_id", Table.text(it.group()));
            row.put("gift_streakable", Table.text(it.streakable()));
            row.put("diamonds", Table.text(it.diamonds()));
            row.put("repeat_count", Table.text(it.repeatCount()));
            row.put("like_count", Table.text(it.likeCount()));
            row.put("like_total", Table.text(it.likeTotal()));
            row.put("viewers", Table.text(it.viewers()));
            row.put("viewers_total", Table.text(it.viewersTotal()));
            row.put("follower_total", Table.text(it.followerTotal()));
            row.put("host_user_id", Table.text(it.host()));
        }
        kept.mustEqual(expected, findings);
        findings.require(
                count(connection, "live_events") == kept.size(), "live_events row twice", "more rows than identities");
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void judgeLetters(Connection connection, Should should, Findings findings) throws SQLException {
        Map<String, Op> missing = new HashMap<>(should.letters);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT topic, topic || '/' || topic_id || '/' || partition || '/' || "offset", reason, value, detail
                          FROM dead_letters WHERE replayed_at IS NULL""")) {
            while (row.next()) {
                if (!row.getString(1).equals(liveEvents) && !row.getString(1).equals(profileStats)) {
                    continue;
                }
                String key = row.getString(2);
                Op op = missing.remove(key);
                String reason = row.getString(3);
                if (op == null) {
                    findings.violation("dead letter that nobody expects", key + " " + reason + ": " + row.getString(5));
                } else {
                    String wanted = ((Letter) op.expected).reason();
                    findings.require(
                            reason.equals(wanted),
                            "dead letter with another reason",
                            key + " is " + reason + ", should be " + wanted + ": " + row.getString(5));
                    findings.require(
                            Objects.equals(op.sha256, Evidence.sha256(row.getBytes(4))),
                            "dead letter with other bytes",
                            key + " of operation " + op.id);
                }
            }
        }
        findings.lookedAt("dead letters", should.letters.size());
        missing.forEach((key, op) -> findings.violation("dead letter missing", key + " " + op.expected));
    }

    private void judgeBooks(Connection connection, Should should, Findings findings) throws SQLException {
        Map<String, Long> stored = new HashMap<>();
        for (Books it : books(connection)) {
            String topic = it.place().topic();
            String partition = topic + "-" + it.place().partition();
            findings.require(
                    it.received() == it.stored() + it.duplicate() + it.deadLettered(),
                    "books do not balance",
                    it.toString());
            findings.require(
                    it.received() == should.received.getOrDefault(partition, 0L),
                    "received is not what was consumed",
                    it + ", consumed " + should.received.getOrDefault(partition, 0L));
            findings.require(
                    it.deadLettered() == should.lettersOf.getOrDefault(partition, 0L),
                    "dead_lettered is not the letters",
                    it + ", letters " + should.lettersOf.getOrDefault(partition, 0L));
            stored.merge(topic, it.stored(), Long::sum);
        }
        requireStored(findings, stored, liveEvents, should.events.size(), count(connection, "live_events"));
        requireStored(
                findings,
                stored,
                profileStats,
                should.profiles.size(),
                count(connection, "user_stats_history_partitioned"));
    }

    private static void requireStored(
            Findings findings, Map<String, Long> stored, String topic, long distinct, long rows) {
        long kept = stored.getOrDefault(topic, 0L);
        findings.require(
                kept == distinct && kept == rows,
                "stored is not the rows",
                topic + ": stored " + kept + ", published " + distinct + ", rows " + rows);
    }

    private static void judgeProfiles(Connection connection, Should should, Findings findings) throws SQLException {
        Table history = new Table("user_stats_history");
        Table users = new Table("users");
        Map<Long, Profile> newest = new HashMap<>();
        for (Profile it : should.profiles.values()) {
            countsOf(it, history.row(it.user() + "/" + it.capturedAt()));
            newest.merge(it.user(), it, (a, b) -> a.capturedAt() >= b.capturedAt() ? a : b);
        }
        newest.values().forEach(it -> countsOf(it, users.row(String.valueOf(it.user()))));
        String counts =
                "follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision";
        Table.kept(
                        connection,
                        "user_stats_history",
                        "SELECT user_id || '/' || " + Sql.MILLIS.replace("$1", "captured_at") + ", " + counts
                                + " FROM user_stats_history")
                .mustEqual(history, findings);
        Table.kept(connection, "users", "SELECT user_id::text, " + counts + " FROM users WHERE profile_at IS NOT NULL")
                .mustEqual(users, findings);
    }

    private static void countsOf(Profile it, Map<String, @Nullable String> row) {
        row.put("follower_count", Table.text(it.followers()));
        row.put("following_count", Table.text(it.following()));
        row.put("friend_count", Table.text(it.friends()));
        row.put("heart_count", Table.text(it.hearts()));
        row.put("video_count", Table.text(it.videos()));
        row.put("digg_count", Table.text(it.diggs()));
        row.put("precision", it.precision());
    }

    /** Within one incarnation of a topic nothing in the books ever goes back, unless the database itself did. */
    void judgeSamples(Path samples, Findings findings) throws IOException {
        Map<Place, JsonNode> before = new HashMap<>();
        long looked = 0;
        try (BufferedReader lines = Files.newBufferedReader(samples)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode sample = JSON.readTree(line);
                looked++;
                if (sample.has("step_back")) {
                    before.clear();
                    continue;
                }
                for (JsonNode row : sample.get("rows")) {
                    Place place = new Place(
                            row.get("topic").asText(),
                            row.get("topic_id").asText(),
                            row.get("partition").asInt());
                    JsonNode last = before.put(place, row);
                    for (String column : List.of("next_offset", "epoch", "received")) {
                        findings.require(
                                last == null
                                        || last.get(column).asLong()
                                                <= row.get(column).asLong(),
                                column + " went back",
                                place + " from " + last + " to " + row + " at " + sample.get("at"));
                    }
                }
            }
        }
        findings.lookedAt("samples of the books", looked);
    }
}
