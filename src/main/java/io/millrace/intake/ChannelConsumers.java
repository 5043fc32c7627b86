package io.millrace.intake;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;

/** The Kafka clients of a channel, of which there may be several; only its own polling thread may touch one. */
@ApplicationScoped
public class ChannelConsumers {
    private static final int MOST_CONSUMERS = 32;

    private final KafkaClientService kafka;

    ChannelConsumers(KafkaClientService kafka) {
        this.kafka = kafka;
    }

    /** Runs the action for each consumer of the channel on its polling thread, side by side; fails after all when one does. */
    Uni<Void> each(String channel, java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        return Multi.createFrom()
                .iterable(of(channel))
                .onItem()
                .transformToUni(consumer -> consumer.runOnPollingThread(action))
                .collectFailures()
                .merge(MOST_CONSUMERS)
                .collect()
                .last()
                .replaceWithVoid();
    }

    // With several consumers, each has a channel of its own: name$1, name$2, …
    private List<KafkaConsumer<byte[], byte[]>> of(String channel) {
        return kafka.getConsumerChannels().stream()
                .filter(name -> name.equals(channel) || name.startsWith(channel + "$"))
                .sorted()
                .flatMap(name -> ChannelConsumers.<byte[], byte[]>stream(kafka, name))
                .toList();
    }

    private static <K, V> Stream<KafkaConsumer<K, V>> stream(KafkaClientService kafka, String channel) {
        return kafka.<K, V>getConsumers(channel).stream();
    }
}
