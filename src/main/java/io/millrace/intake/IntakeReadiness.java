package io.millrace.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down while intake stands still, has not begun or ends, with the reason of each partition or topic. */
@Readiness
@ApplicationScoped
public class IntakeReadiness implements HealthCheck {
    private final IntakeState state;
    private final Positions positions;

    public IntakeReadiness(IntakeState state, Positions positions) {
        this.state = state;
        this.positions = positions;
    }

    @Override
    public HealthCheckResponse call() {
        SortedMap<String, String> pauses = state.pauses();
        pauses.putAll(positions.stopped());
        Set<String> unassigned = state.unassigned();
        boolean up = pauses.isEmpty() && unassigned.isEmpty() && !state.isStopping();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("intake").status(up);
        pauses.forEach(response::withData);
        unassigned.forEach(topic -> response.withData(topic, "Kafka has not assigned its partitions yet"));
        if (state.isStopping()) {
            response.withData("service", "is stopping");
        }
        return response.build();
    }
}
