package io.millrace.intake;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of the log what Kafka's clients and the channels tell with each try, every two seconds and with a stack trace, while a broker
 * refuses us: {@link IntakeState} has told it once, and readiness tells it.
 */
@LoggingFilter(name = "refusals")
public final class RefusalFilter implements Filter {
    @Override
    public boolean isLoggable(LogRecord told) {
        String logger = String.valueOf(told.getLoggerName());
        boolean isTheirs =
                logger.startsWith("org.apache.kafka.") || logger.startsWith("io.smallrye.reactive.messaging.kafka");
        return !isTheirs || !isRefusal(told.getThrown());
    }

    private static boolean isRefusal(@Nullable Throwable thrown) {
        for (Throwable it = thrown; it != null; it = it.getCause()) {
            if (it instanceof AuthenticationException) {
                return true;
            }
        }
        return false;
    }
}
