package io.millrace.bench.contenders;

import io.millrace.bench.client.ConsumerClient;
import io.millrace.bench.load.Load;
import io.millrace.processes.Children;
import java.util.List;

/** What Kafka can give: one consumer, one thread, nothing stored. */
record ConsumerContender(boolean decoding) implements Contender {

    @Override
    public String name() {
        return decoding ? "consumer-decoding" : "consumer";
    }

    @Override
    public String what() {
        return decoding ? "Kafka consumer and Millrace's reader, 1 thread" : "Kafka consumer alone, 1 thread";
    }

    @Override
    public boolean stores() {
        return false;
    }

    @Override
    public List<String> tuning() {
        return List.of("5,000 records a poll, 4 MiB a partition and fetch");
    }

    @Override
    public ProcessBuilder client(Bout bout) {
        return new ProcessBuilder(Children.java(
                List.of("-Xmx256m"),
                ConsumerClient.class.getName(),
                List.of(
                        bout.bootstrapServers(),
                        Load.ENVELOPES,
                        bout.group(),
                        bout.progress().toString(),
                        decoding ? "events" : "bytes")));
    }
}
