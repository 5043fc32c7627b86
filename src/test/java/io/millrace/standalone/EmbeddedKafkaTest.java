package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {

    @Test
    void topicIsThereWhenCreatedAndNotBefore() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealServers.kafka().bootstrapServers()))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("mistyped"))
                            .allTopicNames()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);

            admin.createTopics(List.of(new NewTopic("created", Optional.of(6), Optional.empty())))
                    .all()
                    .get();

            assertThat(admin.describeTopics(List.of("created")).allTopicNames().get())
                    .extractingByKey("created")
                    .satisfies(topic -> assertThat(topic.partitions()).hasSize(6));
        }
    }
}
