package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.SortedMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Down when a partition lags and nothing is committed, and no fault of the environment explains it, or when the program itself has failed:
 * then a restart may help.
 */
@Liveness
@ApplicationScoped
public class IntakeLiveness implements HealthCheck {
    private final IntakeProgress progress;
    private final IntakeState state;
    private final IntakeConfig config;

    public IntakeLiveness(IntakeProgress progress, IntakeState state, IntakeConfig config) {
        this.progress = progress;
        this.state = state;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        SortedMap<String, Duration> stuck = progress.stuck(config.stuckAfter());
        HealthCheckResponseBuilder response = HealthCheckResponse.named("intake-progress")
                .status(stuck.isEmpty() && state.broken().isEmpty());
        state.broken().forEach(response::withData);
        stuck.forEach((partition, since) ->
                response.withData(partition, "lags, and has committed nothing for " + since.toSeconds() + " s"));
        return response.build();
    }
}
