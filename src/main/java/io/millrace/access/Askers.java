package io.millrace.access;

import jakarta.inject.Singleton;

/** How much each asker may still ask: by token, by address, and by address where no token is needed. */
@Singleton
public class Askers {
    private final Buckets tokens;
    private final Buckets addresses;
    private final Buckets open;
    private final FailedAttempts failures;

    Askers(AccessConfig config) {
        tokens = new Buckets(
                new RateLimit("token", config.tokenRate(), config.tokenBurst()), 2 * ApiTokens.MOST, System::nanoTime);
        addresses = new Buckets(
                new RateLimit("address", config.addressRate(), config.addressBurst()),
                config.addresses(),
                System::nanoTime);
        open = new Buckets(
                new RateLimit("address", config.openRate(), config.openBurst()), config.addresses(), System::nanoTime);
        failures = new FailedAttempts(config.addresses(), System::nanoTime);
    }

    public Allowance withToken(KnownToken token) {
        return tokens.take(token.id());
    }

    /** @param address as {@link Address#asker} has it */
    public Allowance withoutToken(String address) {
        return addresses.take(address);
    }

    /** Where no token is needed. */
    public Allowance open(String address) {
        return open.take(address);
    }

    /** A wrong token came from there: the seconds to wait, 0 where that is not asked for yet. */
    public long failed(String address) {
        return failures.failed(address);
    }
}
