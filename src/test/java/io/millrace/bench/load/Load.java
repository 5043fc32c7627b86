package io.millrace.bench.load;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import io.millrace.ops.generator.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The same events three times: as envelopes in one topic, as flat records in another, as rows in a file.
 *
 * @param days on which something happens: those need partitions
 * @param rows as {@link CopyRows} writes them, in the order of arrival
 * @param middle byte of {@code rows} where the second half of the rows begins
 * @param envelopeBytes of all values; likewise {@code flatBytes}
 */
public record Load(
        long events,
        SortedSet<LocalDate> days,
        Path rows,
        long middle,
        long rowBytes,
        long envelopeBytes,
        long flatBytes) {
    public static final String ENVELOPES = "bench.live-events";
    public static final String FLAT = "bench.flat";
    /** Flat records whose times are ISO-8601 text, for a peer that keeps no milliseconds of any other form. */
    public static final String FLAT_ISO = "bench.flat-iso";

    public static final int PARTITIONS = 12;

    private static final Pattern TIME = Pattern.compile("(\"(?:occurred|captured)_at\":)(\\d+)");

    /** Between two partitions of the history, so that there are two of them. The day is past and fixed: same seed, same bytes. */
    private static final Instant MIDNIGHT = Instant.parse("2026-11-01T00:00:00Z");

    /** 50 rooms, 10,000 people a minute at 1,000 events a second; no duplicate, at which COPY and a plain INSERT would end. */
    public static GeneratorPlan plan(long seed, long events) {
        GeneratorPlan plan = GeneratorPlan.standard(seed, events).withDuplicates(0);
        return plan.withStartsAt(MIDNIGHT.minus(plan.length().dividedBy(2)));
    }

    /**
     * All topics must be there, and empty.
     *
     * @param iso whether somebody reads {@link #FLAT_ISO}
     */
    public static Load publish(GeneratorPlan plan, String bootstrapServers, Path directory, boolean iso)
            throws IOException, InterruptedException {
        LiveEventGenerator envelopes = new LiveEventGenerator(plan.withShape(Shape.ENVELOPE));
        LiveEventGenerator flats = new LiveEventGenerator(plan.withShape(Shape.FLAT));
        SortedSet<LocalDate> days = new TreeSet<>();
        Path file = Files.createDirectories(directory).resolve("rows.copy");
        FlatReader reader = new FlatReader();
        long middle = 0;
        long rowBytes;
        long envelopeBytes = 0;
        long flatBytes = 0;
        try (Publisher publisher = Publisher.of(bootstrapServers, Publisher.BULK);
                CopyRows rows = new CopyRows(file)) {
            for (long i = 0; i < plan.events(); i++) {
                if (i == plan.events() / 2) {
                    middle = rows.bytes();
                }
                GeneratedEvent envelope = envelopes.next();
                GeneratedEvent flat = flats.next();
                requireSame(envelope, flat);
                days.add(LocalDate.ofInstant(Instant.ofEpochMilli(flat.occurredAtMillis()), ZoneOffset.UTC));
                publisher.send(ENVELOPES, envelope.key(), envelope.value());
                publisher.send(FLAT, flat.key(), flat.value());
                rows.add(reader.read(flat.value()));
                if (iso) {
                    publisher.send(FLAT_ISO, flat.key(), withTimesAsText(flat.value()));
                }
                envelopeBytes += envelope.value().length;
                flatBytes += flat.value().length;
            }
            publisher.flush();
            rowBytes = rows.bytes();
        }
        return new Load(plan.events(), days, file, middle, rowBytes, envelopeBytes, flatBytes);
    }

    private static byte[] withTimesAsText(byte[] flat) {
        return TIME.matcher(new String(flat, StandardCharsets.UTF_8))
                .replaceAll(time -> time.group(1) + '"' + Instant.ofEpochMilli(Long.parseLong(time.group(2))) + '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void requireSame(GeneratedEvent envelope, GeneratedEvent flat) {
        if (envelope.roomId() != flat.roomId() || envelope.occurredAtMillis() != flat.occurredAtMillis()) {
            throw new IllegalStateException("two shapes of one plan give different events");
        }
    }
}
