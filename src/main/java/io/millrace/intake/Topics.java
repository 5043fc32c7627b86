package io.millrace.intake;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the broker knows of our topics. Blocks: for the polling threads and the start only. */
@ApplicationScoped
public class Topics {
    private static final int ANSWER_SECONDS = 10;

    private final IntakeConfig config;
    private @Nullable Admin admin;

    public Topics(IntakeConfig config) {
        this.config = config;
    }

    /** Kafka's id of the topic, another one after the topic was deleted and made again. */
    String idOf(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        return describe(topic).topicId().toString();
    }

    /** Makes the topic where it is missing. A broker that does not allow it leaves that to its operator. */
    void createIfMissing(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        try {
            describe(topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
            create(topic);
        }
    }

    private void create(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic wanted = new NewTopic(topic, Optional.of(config.topicPartitions()), Optional.empty());
        try {
            admin().createTopics(List.of(wanted)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private TopicDescription describe(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin().describeTopics(List.of(topic)).topicNameValues();
        return Objects.requireNonNull(answers.get(topic)).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    config.bootstrapServers(),
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "millrace-topics"));
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
