package io.millrace.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key and its certificate, vouched for by nobody else.
 *
 * @param keyStore both, PKCS #12, under {@link #PASSWORD}
 * @param certificate PEM
 * @param key PEM
 */
public record SelfSigned(Path keyStore, Path certificate, Path key) {
    public static final String PASSWORD = "of-the-test";

    private static final String ALIAS = "key";

    /** @param names as {@code keytool} has them: {@code dns:localhost,ip:127.0.0.1} */
    public static SelfSigned make(Path directory, String name, String names) {
        try {
            Path store = directory.resolve(name + ".p12");
            generate(store, name, names);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new SelfSigned(
                    store,
                    Files.writeString(
                            directory.resolve(name + ".crt"),
                            pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded())),
                    Files.writeString(
                            directory.resolve(name + ".key"),
                            pem(
                                    "PRIVATE KEY",
                                    keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded())));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path store, String name, String names) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        ALIAS,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
    }
}
