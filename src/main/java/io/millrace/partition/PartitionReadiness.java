package io.millrace.partition;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down while fewer than two partitions of a table stand ahead, with how many do: whoever sees it has a day before anything is late. */
@Readiness
@ApplicationScoped
public class PartitionReadiness implements HealthCheck {
    private final PartitionsAhead ahead;
    private final PartitionConfig config;

    PartitionReadiness(PartitionsAhead ahead, PartitionConfig config) {
        this.ahead = ahead;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("partitions");
        if (!config.enabled()) {
            return response.up().build();
        }
        Map<PartitionedTable, Integer> now = ahead.now();
        if (now == null) {
            return response.down()
                    .withData("reason", "nobody has looked yet which partitions stand")
                    .build();
        }
        now.forEach((table, standing) -> response.withData(table.tableName(), standing));
        return response.status(now.values().stream().allMatch(PartitionPlan::isEnough))
                .build();
    }
}
