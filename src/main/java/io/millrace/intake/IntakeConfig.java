package io.millrace.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** What is read from Kafka and what of it is accepted. */
@ConfigMapping(prefix = "millrace.intake")
public interface IntakeConfig {
    /** How a connection to the broker is protected, and whether it says who we are. */
    enum Security {
        /** Neither. */
        PLAINTEXT,
        /** Encrypted, with the broker of that name; who we are is told by a certificate, if by anything. */
        TLS,
        /** Not encrypted; user and password. */
        SASL_PLAINTEXT,
        /** Encrypted, with the broker of that name; user and password. */
        SASL_TLS
    }

    /** How the password is proved. */
    enum SaslMechanism {
        /** Without telling it. */
        SCRAM_SHA_512,
        /** Likewise. */
        SCRAM_SHA_256,
        /** By telling it. */
        PLAIN
    }

    /** Whether this process reads Kafka at all. False: it only answers, and makes no topic. Default true. */
    boolean enabled();

    /** The brokers that intake asks first, {@code host:port}, comma-separated. Default: a broker on this machine. */
    @NotBlank
    String bootstrapServers();

    /**
     * How the service and its commands speak to the brokers: {@code plaintext}, {@code tls}, {@code sasl-plaintext}, {@code sasl-tls}. With
     * TLS the broker's name is verified, always. Default plaintext, for a broker on this machine.
     */
    @WithDefault("plaintext")
    Security security();

    /**
     * How the password is proved where {@code security} is one of SASL: {@code scram-sha-512}, {@code scram-sha-256}, {@code plain}, which
     * tells it to the broker. Default scram-sha-512.
     */
    @WithDefault("scram-sha-512")
    SaslMechanism saslMechanism();

    /** Who we are at the brokers; SASL does not start without it, and nothing else looks at it. Default none. */
    Optional<String> user();

    /** Its password. Default none. */
    Optional<String> password();

    /** The authorities that may vouch for a broker, a PEM file; read at the start. Default: those of a Debian system. */
    @WithDefault("/etc/ssl/certs/ca-certificates.crt")
    Path tlsCa();

    /** The certificate that is shown to a broker that asks for one, with its chain, a PEM file. Default none: nothing is shown. */
    Optional<Path> tlsCertificate();

    /** Its key, a PEM file in the form PKCS #8, without a password. Default none. */
    Optional<Path> tlsKey();

    /** The topic of live events. Default as the contract names it. */
    @NotBlank
    String liveEventsTopic();

    /** The topic of profile snapshots. Default as the contract names it. */
    @NotBlank
    String profileStatsTopic();

    /**
     * Bounds how old an event may be when it is read; an older one is a dead letter, {@code too_old}. Each day inside gets a partition,
     * so a large value on an old recording makes many. Default 30 days: a long outage of a scraper.
     */
    @WithDefault("P30D")
    Duration acceptedPast();

    /** Bounds how far ahead of our clock an event may be; beyond, it is {@code in_future}. Default 15 minutes: a scraper's wrong clock. */
    @WithDefault("PT15M")
    Duration acceptedFuture();

    /** Bounds a record's value in bytes; a larger one is a dead letter, {@code too_large}. Default 1 MiB, as Kafka's brokers have it. */
    @WithDefault("1048576")
    @Min(1024)
    @Max(67108864)
    int maxRecordBytes();

    /**
     * Bounds the records of one transaction. Larger ones change a row of the figures once for more events, and cost memory. 1 to 20,000,
     * default 2,000.
     */
    @WithDefault("2000")
    @Min(1)
    @Max(20000)
    int maxBatchRecords();

    /**
     * Bounds the bytes of the records of one transaction; a single larger record goes alone. Default 4 MiB: what several batches at once
     * take in memory.
     */
    @WithDefault("4194304")
    @Min(1024)
    @Max(134217728)
    int maxBatchBytes();

    /**
     * Bounds the transactions of a topic that are written side by side, each on a connection of its own. 1 to 32, default 3: they keep two
     * cores busy, and four only hold more in memory.
     */
    @WithDefault("3")
    @Min(1)
    @Max(32)
    int writers();

    /** Partitions of a topic that is missing and may be created. Default as the contract says. */
    @WithDefault("6")
    @Min(1)
    @Max(1000)
    int topicPartitions();

    /**
     * Consumers of each topic in this process, each with a polling thread and buffers of its own. 1 to 16, default 1: one reads faster than
     * PostgreSQL writes.
     */
    @Min(1)
    @Max(16)
    int consumers();

    /**
     * Where Kafka's retention has deleted what was never read: {@code stop} until an operator decides, or {@code skip} and write down what
     * is missing. Default stop.
     */
    @WithDefault("stop")
    LostOffsets lostOffsets();

    /** Bounds how long a stop waits for batches that are being written. Default 20 seconds: within the grace period of Kubernetes. */
    @WithDefault("PT20S")
    Duration drain();

    /** How long a partition may lag without a commit, and without a fault that explains it, before liveness falls. Default 5 minutes. */
    @WithDefault("PT5M")
    Duration stuckAfter();

    /**
     * Bounds the share of dead letters among the records of the window; a greater one raises the gauge {@code
     * millrace.dead_letters.alarm} of that topic, and stops nothing. 0 to 1, where 1 never rings. Default 0.01: real producers have next
     * to none.
     */
    @WithDefault("0.01")
    @DecimalMin("0")
    @DecimalMax("1")
    double deadLetterAlarmShare();

    /** Bounds how far back records count for the alarm. At least a second. Default 5 minutes: long enough for a scrape to see it. */
    @WithDefault("PT5M")
    @DurationMin(seconds = 1)
    Duration deadLetterAlarmWindow();

    /** Bounds from below how many records the window must hold before the alarm rises: 1 bad of 1 says nothing. Default 100. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000_000_000)
    int deadLetterAlarmRecords();
}
