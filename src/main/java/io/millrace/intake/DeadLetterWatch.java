package io.millrace.intake;

import io.millrace.telemetry.AlarmLimits;
import io.millrace.telemetry.IntakeMetrics;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Tells telemetry when dead letters are an alarm, and that time passes: without a batch nobody would see that one is over. */
@ApplicationScoped
public class DeadLetterWatch {
    private final IntakeMetrics metrics;

    DeadLetterWatch(IntakeMetrics metrics) {
        this.metrics = metrics;
    }

    @Scheduled(every = "5s")
    void look() {
        metrics.lookAtAlarms();
    }

    @Produces
    @Singleton
    static AlarmLimits limits(IntakeConfig config) {
        return new AlarmLimits(
                config.deadLetterAlarmShare(), config.deadLetterAlarmWindow(), config.deadLetterAlarmRecords());
    }
}
