package io.millrace.intake;

import io.millrace.store.Ledger;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Writes where Kafka's logs end into the books, so that whoever reads them sees the lag without asking Kafka. */
@ApplicationScoped
public class LogEnds {
    private static final Logger LOG = Logger.getLogger(LogEnds.class);

    private final KafkaClientService kafka;
    private final Ledger ledger;

    LogEnds(KafkaClientService kafka, Ledger ledger) {
        this.kafka = kafka;
        this.ledger = ledger;
    }

    private record LogEnd(TopicPartition partition, long offset) {}

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> record() {
        return Multi.createFrom()
                .iterable(List.of(LiveEventIntake.CHANNEL, ProfileIntake.CHANNEL))
                .onItem()
                .transformToUniAndConcatenate(this::record)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                // The database or the broker is away, which intake reports by itself.
                .invoke(failure -> LOG.debugf("log ends not recorded: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> record(String channel) {
        if (!kafka.getConsumerChannels().contains(channel)) {
            return Uni.createFrom().voidItem();
        }
        return kafka.<byte[], byte[]>getConsumer(channel)
                .runOnPollingThread((Consumer<byte[], byte[]> consumer) -> ends(consumer))
                .chain(ends -> Multi.createFrom()
                        .iterable(ends)
                        .onItem()
                        .transformToUniAndConcatenate(end -> ledger.recordLogEnd(
                                end.partition().topic(), end.partition().partition(), end.offset()))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    // From what the last fetch told: no request of its own.
    private static List<LogEnd> ends(Consumer<byte[], byte[]> consumer) {
        List<LogEnd> ends = new ArrayList<>();
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isPresent()) {
                ends.add(new LogEnd(partition, consumer.position(partition) + lag.getAsLong()));
            }
        }
        return ends;
    }
}
