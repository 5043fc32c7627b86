package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A small file that only its owner may read (mode 0600), written whole or not at all. */
final class PrivateFile {
    private static final int SECRET_BYTES = 24;

    private PrivateFile() {}

    static void write(Path file, String content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The secret kept in this file; made up once, when the file is not there. Hexadecimal, so it needs no escaping anywhere. */
    static String secret(Path file) throws IOException {
        if (Files.notExists(file)) {
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            write(file, HexFormat.of().formatHex(bytes));
        }
        return Files.readString(file).strip();
    }
}
