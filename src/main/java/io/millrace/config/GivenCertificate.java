package io.millrace.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgres.tls}: a certificate of one's own for PostgreSQL's containers, instead of the one that they make.
 *
 * <p>The files are copied into a directory of the secrets, which is mounted: what a renewal puts in the place of a file that is mounted by
 * itself would not be seen inside, and a key of mode 0600 not be read.
 */
final class GivenCertificate {
    /** Beside the secrets, so that nobody else gets there. */
    static final String DIRECTORY = "tls";

    private static final String VARIABLE = "POSTGRES_TLS_";
    private static final String CERTIFICATE = "CERTIFICATE";
    // As docker/compose.yaml mounts it.
    private static final String IN_CONTAINER = "/etc/millrace-tls/";

    /** The key's part of our variable, and what the container's script calls it. */
    private static final Map<String, String> FILES = Map.of(
            CERTIFICATE, "POSTGRES_TLS_CERT_FILE", "KEY", "POSTGRES_TLS_KEY_FILE", "AUTHORITY", "POSTGRES_TLS_CA_FILE");

    // What the service, backups and the replica call the servers, and what they hold the certificate against.
    private static final String PRIMARY = "postgres";
    private static final String REPLICA = "replica";

    private GivenCertificate() {}

    /** What the container is told; empty where nothing is given. */
    static Map<String, String> variables(Map<String, String> variables) {
        Map<String, String> told = new LinkedHashMap<>();
        FILES.forEach((name, variable) -> {
            if (variables.containsKey(VARIABLE + name)) {
                told.put(variable, IN_CONTAINER + name);
            }
        });
        return told;
    }

    /**
     * Copies what is given, and takes away what is not any more.
     *
     * @throws ConfigFault where a file cannot be used, or the certificate is for other names
     */
    static void copy(Path secrets, Map<String, String> variables) throws IOException {
        Path directory = Files.createDirectories(secrets.resolve(DIRECTORY));
        for (String name : FILES.keySet()) {
            String given = variables.get(VARIABLE + name);
            if (given == null) {
                Files.deleteIfExists(directory.resolve(name));
            } else {
                PrivateFile.writeForContainers(directory.resolve(name), checked(name, Path.of(given), variables));
            }
        }
    }

    private static String checked(String name, Path file, Map<String, String> variables) {
        String content;
        try {
            content = Files.readString(file);
        } catch (IOException e) {
            throw fault(name, file, "cannot be read");
        }
        if (name.equals(CERTIFICATE)) {
            List<String> names = names(file, content);
            boolean hasReplica = Boolean.parseBoolean(variables.get("POSTGRES_REPLICA_ENABLED"));
            for (String wanted : hasReplica ? List.of(PRIMARY, REPLICA) : List.of(PRIMARY)) {
                if (!names.contains(wanted)) {
                    throw fault(
                            name, file, "is not for the name " + wanted + ", by which the containers call the server");
                }
            }
        }
        return content;
    }

    private static List<String> names(Path file, String content) {
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            // Each is a kind and a name.
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateException e) {
            throw fault(CERTIFICATE, file, "is no certificate in PEM");
        }
    }

    private static ConfigFault fault(String name, Path file, String reason) {
        return new ConfigFault(file, List.of("named by postgres.tls." + name.toLowerCase(Locale.ROOT) + ", " + reason));
    }
}
