package io.millrace.intake;

import io.millrace.servers.RealServers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** The whole service, which reaches its broker by SASL over TLS alone; the test publishes through a door that is open. */
public final class SecuredServers extends IntakeServers {
    public static final String USER = "mill \"race\"";
    public static final String PASSWORD = "it's \"quoted\"; with a \\ and a \\n = 'end'";

    @Override
    String bootstrapServers() {
        return RealServers.securedKafka().bootstrapServers();
    }

    /** The broker knows another password at first. */
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = super.start();
        RealServers.DooredKafka kafka = RealServers.securedKafka();
        settings.put("millrace.intake.bootstrap-servers", kafka.secured());
        settings.put("millrace.intake.security", "sasl-tls");
        settings.put("millrace.intake.user", USER);
        settings.put("millrace.intake.password", PASSWORD);
        settings.put("millrace.intake.tls-ca", kafka.certificate().toString());
        // Not ours: what else stands in the environment says nothing to the clients.
        settings.put("kafka.security.protocol", "PLAINTEXT");
        settings.put("kafka.port", "9092");
        passwordAtTheBroker("another");
        return settings;
    }

    /** The password that the broker expects of our user from now on; connections that there are stay. */
    public static void passwordAtTheBroker(String password) {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", RealServers.securedKafka().bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
