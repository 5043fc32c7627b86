package io.millrace.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Which of two database servers does what. Without a replica there are no such meters. */
@Singleton
public class ServerMetrics {
    private final MeterRegistry registry;
    private volatile boolean writesFirst = true;
    private volatile boolean readsReplica;
    private volatile double lagSeconds = Double.NaN;

    public ServerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** There are two servers. */
    public void watched() {
        Gauge.builder("millrace.store.writes_moved", this, it -> it.writesFirst ? 0 : 1)
                .register(registry);
        Gauge.builder("millrace.store.reads_replica", this, it -> it.readsReplica ? 1 : 0)
                .register(registry);
        Gauge.builder("millrace.store.replica_lag", this, it -> it.lagSeconds)
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * As they stand from now on.
     *
     * @param writesFirst whether the server that is configured first is the one written to
     * @param readsReplica whether the API reads from the other one
     * @param lagSeconds how far the replica is behind; not a number where it has none to be behind of
     */
    public void stands(boolean writesFirst, boolean readsReplica, double lagSeconds) {
        this.writesFirst = writesFirst;
        this.readsReplica = readsReplica;
        this.lagSeconds = lagSeconds;
    }
}
