package io.millrace.standalone;

import io.millrace.servers.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An {@link EmbeddedKafka} with doors of several kinds; see {@code RealServers.DooredKafka} for what each is. */
public final class SecuredKafka {
    private final Path directory;
    private final SelfSigned shown;
    private final SelfSigned misnamed;
    private final int plainPort = LoopbackPort.free();
    private final int securedPort = LoopbackPort.free();
    private final int tlsPort = LoopbackPort.free();
    private final int mutualPort = LoopbackPort.free();
    private final int misnamedPort = LoopbackPort.free();
    private EmbeddedKafka kafka;

    private SecuredKafka(Path directory) throws IOException {
        this.directory = directory;
        this.shown = SelfSigned.make(directory, "broker", "dns:localhost,ip:127.0.0.1");
        this.misnamed = SelfSigned.make(directory, "misnamed", "dns:broker.example");
        this.kafka = startBroker();
    }

    public static SecuredKafka start(Path directory) throws IOException {
        return new SecuredKafka(directory);
    }

    /** On the same ports and the same log, with what stands in the key store now. */
    public void restart() throws IOException {
        kafka.stop();
        kafka = startBroker();
    }

    public void stop() {
        kafka.stop();
    }

    public Map<String, String> asMap() {
        return Map.of(
                "bootstrapServers", kafka.bootstrapServers(),
                "secured", address(securedPort),
                "tls", address(tlsPort),
                "mutual", address(mutualPort),
                "misnamed", address(misnamedPort),
                "keyStore", shown.keyStore().toString(),
                "certificate", shown.certificate().toString(),
                "key", shown.key().toString(),
                "misnamedCertificate", misnamed.certificate().toString());
    }

    private static String address(int port) {
        return LoopbackPort.HOST + ":" + port;
    }

    private EmbeddedKafka startBroker() throws IOException {
        Map<String, String> sasl = new HashMap<>(showing(shown));
        sasl.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        sasl.put("scram-sha-512.sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        Map<String, String> mutual = new HashMap<>(showing(shown));
        mutual.put("ssl.client.auth", "required");
        mutual.put("ssl.truststore.type", "PEM");
        mutual.put("ssl.truststore.location", shown.certificate().toString());
        return EmbeddedKafka.start(
                Files.createDirectories(directory.resolve("log")),
                plainPort,
                List.of(
                        new EmbeddedKafka.Door("SECURED", securedPort, "SASL_SSL", sasl),
                        new EmbeddedKafka.Door("TLS", tlsPort, "SSL", showing(shown)),
                        new EmbeddedKafka.Door("MUTUAL", mutualPort, "SSL", mutual),
                        new EmbeddedKafka.Door("MISNAMED", misnamedPort, "SSL", showing(misnamed))));
    }

    private static Map<String, String> showing(SelfSigned certificate) {
        return Map.of(
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                certificate.keyStore().toString(),
                "ssl.keystore.password",
                SelfSigned.PASSWORD,
                "ssl.key.password",
                SelfSigned.PASSWORD);
    }
}
