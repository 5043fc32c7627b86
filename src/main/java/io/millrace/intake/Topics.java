package io.millrace.intake;

import io.millrace.store.LogBounds;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What the broker knows of our topics. Blocks, at most a few seconds: for the polling threads, the watch and the start only. */
@ApplicationScoped
public class Topics {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final IntakeConfig config;
    private final BrokerAccess access;
    private @Nullable Admin admin;

    public Topics(IntakeConfig config, BrokerAccess access) {
        this.config = config;
        this.access = access;
    }

    /**
     * What Kafka has of a topic now.
     *
     * @param logs of the partitions that were asked for; one that the topic does not have is left out
     */
    record Look(String topicId, Map<TopicPartition, LogBounds> logs) {}

    /** @throws ExecutionException caused by {@link UnknownTopicOrPartitionException} where there is no such topic */
    Look look(String topic, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription description = describe(topic);
        Set<Integer> existing =
                description.partitions().stream().map(it -> it.partition()).collect(Collectors.toSet());
        Set<TopicPartition> wanted = partitions.stream()
                .filter(partition -> existing.contains(partition.partition()))
                .collect(Collectors.toCollection(HashSet::new));
        Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(wanted, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(wanted, OffsetSpec.latest());
        Map<TopicPartition, LogBounds> bounds = new HashMap<>();
        for (TopicPartition partition : wanted) {
            bounds.put(
                    partition,
                    new LogBounds(
                            description.topicId().toString(),
                            Objects.requireNonNull(starts.get(partition)).offset(),
                            Objects.requireNonNull(ends.get(partition)).offset()));
        }
        return new Look(description.topicId().toString(), bounds);
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return admin().listOffsets(asked).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the log has any record between these offsets; true also where that cannot be told. Joins no group. */
    boolean hasRecords(TopicPartition partition, long from, long until) {
        Map<String, Object> settings = access.settings();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-probe");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        try (KafkaConsumer<byte[], byte[]> probe =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            probe.assign(List.of(partition));
            probe.seek(partition, from);
            boolean found = !probe.poll(ANSWER).isEmpty();
            return found || probe.position(partition, ANSWER) < until;
        } catch (KafkaException | ConfigurationException e) {
            return true;
        }
    }

    /** Makes the topic where it is missing. A broker that does not allow it leaves that to its operator. */
    void createIfMissing(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        try {
            describe(topic);
        } catch (ExecutionException e) {
            if (!isMissing(e)) {
                throw e;
            }
            create(topic);
        }
    }

    static boolean isMissing(ExecutionException failure) {
        return failure.getCause() instanceof UnknownTopicOrPartitionException;
    }

    private void create(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic wanted = new NewTopic(topic, Optional.of(config.topicPartitions()), Optional.empty());
        try {
            admin().createTopics(List.of(wanted)).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private TopicDescription describe(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin().describeTopics(List.of(topic)).topicNameValues();
        return Objects.requireNonNull(answers.get(topic)).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized Admin admin() {
        if (admin == null) {
            String answer = String.valueOf(ANSWER.toMillis());
            Map<String, Object> settings = access.settings();
            settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-topics");
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, answer);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, answer);
            admin = Admin.create(settings);
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            // A broker that is away would be waited for.
            admin.close(Duration.ofSeconds(1));
        }
    }
}
