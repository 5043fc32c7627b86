package io.millrace.intake;

import io.millrace.event.ProfileReader;
import io.millrace.event.ProfileSnapshot;
import io.millrace.event.Reading;
import io.millrace.store.BatchStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes the polls of profile snapshots. The ledger keeps the positions; an acknowledgement of ours means nothing to Kafka. */
@ApplicationScoped
public class ProfileIntake {
    static final String CHANNEL = "profile-stats";

    private final ProfileReader reader;
    private final PollWriter<ProfileSnapshot> writer;

    ProfileIntake(IntakeConfig config, BatchStore<ProfileSnapshot> store, PollWriters writers) {
        reader = RecordReaders.profiles(config, Clock.systemUTC());
        writer = writers.of(CHANNEL, this::read, store);
    }

    @Incoming(CHANNEL)
    Uni<Void> take(ConsumerRecords<byte[], byte[]> poll) {
        return writer.write(poll);
    }

    private Reading<ProfileSnapshot> read(ConsumerRecord<byte[], byte[]> record) {
        return reader.read(record.key(), record.value(), record.timestamp());
    }
}
