package io.millrace.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/**
 * A small file, written whole or not at all, that only its owner may read unless said otherwise. It is on the disk before it has its name,
 * so that no crash leaves an empty one. Two processes may write at once.
 */
public final class PrivateFile {
    /** How the name of what is not whole yet ends. */
    static final String PART = ".part";

    private static final int SECRET_BYTES = 24;
    private static final String FOR_OWNER = "rw-------";
    private static final String FOR_EVERYBODY = "rw-r--r--";
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");

    private PrivateFile() {}

    /** Mode 0600. */
    public static void write(Path file, String content) throws IOException {
        write(file, content, FOR_OWNER);
    }

    /** No secret, and read by containers as users of which this machine knows nothing: mode 0644. */
    static void writeForContainers(Path file, String content) throws IOException {
        write(file, content, FOR_EVERYBODY);
    }

    private static void write(Path file, String content, String mode) throws IOException {
        Path part = part(file, content, mode);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        force(directoryOf(file));
    }

    /** The secret kept in this file, mode 0600; made up once, when the file is not there. Hexadecimal: it needs no escaping anywhere. */
    public static String secret(Path file) throws IOException {
        make(file, FOR_OWNER);
        return Files.readString(file).strip();
    }

    /** A secret, unless the file is there, that containers read: mode 0644, in a directory that is {@linkplain #close closed}. */
    static void makeForContainers(Path file) throws IOException {
        make(file, FOR_EVERYBODY);
    }

    /** Of two who make it at once, one does, and both go on with what that one has made. */
    private static void make(Path file, String mode) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path part = part(file, madeUp(), mode);
        try {
            // Unlike a move, it replaces nothing.
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(part);
        }
        force(directoryOf(file));
    }

    /** Whether nobody but its owner may enter it. */
    static boolean isClosed(Path directory) throws IOException {
        return Files.getPosixFilePermissions(directory).equals(CLOSED);
    }

    static void close(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, CLOSED);
    }

    private static Path part(Path file, String content, String mode) throws IOException {
        Path part = Files.createTempFile(
                directoryOf(file),
                file.getFileName() + ".",
                PART,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOR_OWNER)));
        Files.writeString(part, content);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(mode));
        force(part);
        return part;
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static String madeUp() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
