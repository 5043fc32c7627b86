package io.millrace.store;

import io.millrace.store.KeptLetter.Address;
import io.millrace.store.KeptLetter.Head;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads the dead letters. Whatever their number and size, only a page of them is held at a time. */
public final class DeadLetters {
    private static final String HEAD = """
            topic, topic_id, partition, "offset", received_at, reason, detail, replayed_at, coalesce(octet_length(value), 0) AS bytes
            """;

    private static final String COUNTS = """
            SELECT reason, topic, count(*) AS letters, count(*) FILTER (WHERE replayed_at IS NULL) AS open
              FROM dead_letters
             WHERE %s
             GROUP BY reason, topic
             ORDER BY reason, topic
            """;

    private static final String NEWEST = """
            SELECT %s
              FROM dead_letters
             WHERE %s
             ORDER BY received_at DESC, topic DESC, partition DESC, "offset" DESC, topic_id DESC, reason DESC
             LIMIT $1::int
            """;

    private static final String AT = """
            SELECT %s FROM dead_letters WHERE topic = $1 AND partition = $2 AND "offset" = $3 ORDER BY topic_id, reason
            """.formatted(HEAD);

    private static final String PAGE = """
            SELECT %s
              FROM dead_letters
             WHERE %s
             ORDER BY received_at, topic, partition, "offset", topic_id, reason
             LIMIT $1::int
            """;

    private static final String BEHIND = """
            (received_at, topic, partition, "offset", topic_id, reason)
              > ($2::timestamptz, $3::text, $4::int, $5::bigint, $6::text, $7::text) AND\s""";

    private static final String LETTERS = """
            SELECT w.place, d.recorded_at, d.key, d.value, d.headers
              FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[])
                     WITH ORDINALITY AS w(reason, topic, topic_id, partition, "offset", place)
              JOIN dead_letters d
                ON d.reason = w.reason AND d.topic = w.topic AND d.topic_id = w.topic_id AND d.partition = w.partition
               AND d."offset" = w."offset"
             ORDER BY w.place
            """;

    private static final int LETTERS_A_PAGE = 500;
    private static final long BYTES_A_PIECE = 16L << 20;

    private final Pool pool;
    private final Clock clock;

    public DeadLetters(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * How many there are of a reason and topic.
     *
     * @param open those of them that no replay has stored
     */
    public record Count(String reason, String topic, long letters, long open) {}

    /** By reason and topic; what there is none of is left out. */
    public Uni<List<Count>> counts(LetterFilter filter) {
        Tuple parameters = Tuple.tuple();
        return pool.preparedQuery(COUNTS.formatted(filter.where(parameters)))
                .execute(parameters)
                .map(rows -> rows.stream()
                        .map(row -> new Count(
                                row.getString("reason"),
                                row.getString("topic"),
                                row.getLong("letters"),
                                row.getLong("open")))
                        .toList());
    }

    /** The newest first. */
    public Uni<List<Head>> newest(LetterFilter filter, int limit) {
        Tuple parameters = Tuple.of(limit);
        return pool.preparedQuery(NEWEST.formatted(HEAD, filter.where(parameters)))
                .execute(parameters)
                .map(DeadLetters::heads);
    }

    /** Those that came from there: none, one, or one for each topic that has had this name. */
    public Uni<List<Head>> at(Address address) {
        return pool.preparedQuery(AT)
                .execute(Tuple.of(address.topic(), address.partition(), address.offset()))
                .map(DeadLetters::heads);
    }

    /** The letters with their bytes, in the order of the heads; one that is deleted meanwhile is left out. */
    public Uni<List<KeptLetter>> letters(List<Head> heads) {
        return pool.preparedQuery(LETTERS)
                .execute(Tuple.tuple()
                        .addValue(Columns.of(heads, String.class, Head::reason))
                        .addValue(Columns.of(
                                heads, String.class, head -> head.address().topic()))
                        .addValue(Columns.of(heads, String.class, Head::topicId))
                        .addValue(Columns.of(
                                heads, Integer.class, head -> head.address().partition()))
                        .addValue(Columns.of(
                                heads, Long.class, head -> head.address().offset())))
                .map(rows -> rows.stream()
                        .map(row -> letter(heads.get(row.getLong("place").intValue() - 1), row))
                        .toList());
    }

    /** All letters with their bytes, the oldest first, up to those of now. */
    public Multi<KeptLetter> all(LetterFilter filter) {
        return pages(filter.until(clock.instant()))
                .onItem()
                .transformToMultiAndConcatenate(heads -> Multi.createFrom().iterable(pieces(heads)))
                .onItem()
                .transformToUniAndConcatenate(this::letters)
                .onItem()
                .transformToMultiAndConcatenate(letters -> Multi.createFrom().iterable(letters));
    }

    /** The open ones without their bytes, the oldest first, up to those of now. */
    public Multi<List<Head>> open(LetterFilter filter) {
        return pages(filter.openUntil(clock.instant()));
    }

    /** Cuts a list where the bytes of its letters would be too many to hold at a time; one letter alone is never too many. */
    static List<List<Head>> pieces(List<Head> heads) {
        List<List<Head>> pieces = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < heads.size(); i++) {
            bytes += heads.get(i).bytes();
            if (bytes > BYTES_A_PIECE && i > from) {
                pieces.add(heads.subList(from, i));
                from = i;
                bytes = heads.get(i).bytes();
            }
        }
        if (from < heads.size()) {
            pieces.add(heads.subList(from, heads.size()));
        }
        return pieces;
    }

    private Multi<List<Head>> pages(LetterFilter filter) {
        AtomicReference<@Nullable Head> last = new AtomicReference<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> page(filter, last.get()).invoke(heads -> {
                    if (!heads.isEmpty()) {
                        last.set(heads.get(heads.size() - 1));
                    }
                }))
                .whilst(heads -> heads.size() == LETTERS_A_PAGE);
    }

    private Uni<List<Head>> page(LetterFilter filter, @Nullable Head last) {
        Tuple parameters = Tuple.of(LETTERS_A_PAGE);
        String behind = "";
        if (last != null) {
            behind = BEHIND;
            parameters
                    .addOffsetDateTime(Columns.utc(last.receivedAt()))
                    .addString(last.address().topic())
                    .addInteger(last.address().partition())
                    .addLong(last.address().offset())
                    .addString(last.topicId())
                    .addString(last.reason());
        }
        return pool.preparedQuery(PAGE.formatted(HEAD, behind + filter.where(parameters)))
                .execute(parameters)
                .map(DeadLetters::heads);
    }

    private static List<Head> heads(RowSet<Row> rows) {
        return rows.stream().map(DeadLetters::head).toList();
    }

    private static Head head(Row row) {
        return new Head(
                new Address(row.getString("topic"), row.getInteger("partition"), row.getLong("offset")),
                row.getString("topic_id"),
                row.getOffsetDateTime("received_at").toInstant(),
                row.getString("reason"),
                row.getString("detail"),
                instant(row, "replayed_at"),
                row.getInteger("bytes"));
    }

    private static KeptLetter letter(Head head, Row row) {
        return new KeptLetter(
                head,
                instant(row, "recorded_at"),
                bytes(row, "key"),
                bytes(row, "value"),
                headers(row.getJsonArray("headers")));
    }

    private static List<DeadLetter.Header> headers(JsonArray array) {
        List<DeadLetter.Header> headers = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonArray header = array.getJsonArray(i);
            String value = header.getString(1);
            headers.add(new DeadLetter.Header(
                    header.getString(0),
                    value == null ? null : Base64.getDecoder().decode(value)));
        }
        return headers;
    }

    private static byte @Nullable [] bytes(Row row, String column) {
        Buffer buffer = (Buffer) row.getValue(column);
        return buffer == null ? null : buffer.getBytes();
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
