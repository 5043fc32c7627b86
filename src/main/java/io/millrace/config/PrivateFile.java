package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A small file, written whole or not at all, that only its owner may read unless said otherwise. */
public final class PrivateFile {
    private static final int SECRET_BYTES = 24;

    private PrivateFile() {}

    /** Mode 0600. */
    public static void write(Path file, String content) throws IOException {
        write(file, content, "rw-------");
    }

    /** No secret, and read by containers as users of which this machine knows nothing: mode 0644. */
    static void writeForContainers(Path file, String content) throws IOException {
        write(file, content, "rw-r--r--");
    }

    private static void write(Path file, String content, String mode) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, content);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(mode));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The secret kept in this file, mode 0600; made up once, when the file is not there. Hexadecimal: it needs no escaping anywhere. */
    public static String secret(Path file) throws IOException {
        if (Files.notExists(file)) {
            write(file, madeUp());
        }
        return Files.readString(file).strip();
    }

    /**
     * Makes a secret, unless the file is there, that containers read: each as a user of its own, of which this machine knows nothing. Who
     * may not enter the directory (mode 0700) cannot read it either; into a container the file alone is mounted.
     */
    static void makeForContainers(Path directory, String name) throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Path file = directory.resolve(name);
        if (Files.notExists(file)) {
            write(file, madeUp(), "rw-r--r--");
        }
    }

    private static String madeUp() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
