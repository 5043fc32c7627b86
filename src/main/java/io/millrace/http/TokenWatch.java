package io.millrace.http;

import io.millrace.access.AccessConfig;
import io.millrace.access.Address;
import io.millrace.access.Tokens;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Decides at the start whether tokens are needed, and keeps what is known of them up to date while they are. */
@Singleton
class TokenWatch {
    private static final Logger LOG = Logger.getLogger(TokenWatch.class);

    /** Longer than it takes to find out which of two servers is the primary. */
    private static final Duration FIRST_READING = Duration.ofSeconds(30);

    private final Tokens tokens;
    private final OpenRequests open;
    private final AccessConfig access;
    private final HttpConfig http;
    private final Vertx vertx;
    private final boolean listens;
    private final String listensAt;
    private final boolean isLocal;
    private final AtomicBoolean reading = new AtomicBoolean();
    private long timer = -1;

    TokenWatch(
            Tokens tokens,
            OpenRequests open,
            AccessConfig access,
            HttpConfig http,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean listens,
            @ConfigProperty(name = "quarkus.http.host") String listensAt) {
        this.tokens = tokens;
        this.open = open;
        this.access = access;
        this.http = http;
        this.vertx = vertx;
        this.listens = listens;
        this.listensAt = listensAt;
        this.isLocal = Address.isLoopback(http.published());
    }

    boolean isNeeded() {
        return access.required() || !isLocal;
    }

    /** Before the port is opened. A command of the operator opens none. */
    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
        if (!listens) {
            return;
        }
        if (!listensAt.equals(http.host())) {
            throw new ConfigurationException("quarkus.http.host is " + listensAt + " and millrace.http.host is "
                    + http.host() + ", by which it is decided whether tokens are needed: set millrace.http.host alone");
        }
        if (!isNeeded()) {
            LOG.infof("no token is needed: only this machine reaches the service, at %s", http.published());
            return;
        }
        long valid = firstReading();
        if (valid == 0 && !isLocal) {
            throw new ConfigurationException("others reach the service at " + http.published()
                    + " (millrace.http.published), and there is no valid token: make one with"
                    + " ./millrace tokens create --team NAME --scope read");
        }
        LOG.infof("tokens are needed, valid ones: %d", valid);
        timer = vertx.setPeriodic(access.reread().toMillis(), tick -> readAgain());
    }

    private long firstReading() {
        try {
            return tokens.read().await().atMost(FIRST_READING);
        } catch (RuntimeException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new ConfigurationException(
                    "tokens are needed and cannot be read; the role that the API reads as (millrace.store.reader) must be"
                            + " granted it, as docs/database.md tells: " + cause.getMessage(),
                    failure);
        }
    }

    /** One reading at a time: a slow database gets no queue of them. */
    private void readAgain() {
        if (reading.compareAndSet(false, true)) {
            tokens.read()
                    .onTermination()
                    .invoke(() -> reading.set(false))
                    .subscribe()
                    .with(valid -> open.endRefused(), failure -> open.endRefused());
        }
    }

    @PreDestroy
    void end() {
        vertx.cancelTimer(timer);
    }
}
