package io.millrace.bench.client;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What Kafka alone can give, and what is left of that when each record is read as Millrace reads it. One thread. */
public final class ConsumerClient {
    private static final int MAX_BYTES = 1 << 20;

    private ConsumerClient() {}

    /** Bootstrap servers, topic, group, file of {@link Progress}, {@code bytes} or {@code events}. */
    public static void main(String[] args) throws IOException {
        boolean decode = args[4].equals("events");
        Progress progress = Progress.in(Path.of(args[3]));
        LiveEventReader reader = new LiveEventReader(
                new AcceptedWindow(Duration.ofDays(3650), Duration.ofDays(1)),
                RawPolicy.NONE,
                MAX_BYTES,
                Clock.systemUTC());
        try (KafkaConsumer<byte[], byte[]> consumer = Polling.consumer(args[0], args[2])) {
            consumer.subscribe(List.of(args[1]));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Polling.WAIT);
                progress.add(decode ? read(reader, records) : touched(records));
            }
        }
    }

    private static long read(LiveEventReader reader, ConsumerRecords<byte[], byte[]> records) {
        long accepted = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (reader.read(record.value(), record.timestamp()) instanceof Reading.Accepted<?>) {
                accepted++;
            }
        }
        return accepted;
    }

    private static long touched(ConsumerRecords<byte[], byte[]> records) {
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += record.value().length;
        }
        return bytes > 0 ? records.count() : 0;
    }
}
