package io.millrace.standalone;

import io.millrace.config.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything the all-in-one keeps, held by one launcher at a time.
 *
 * <pre>
 *   lock                 held while a launcher runs; says nothing by being there
 *   endpoints.env        where things are and with which password (0600); there only while they are
 *   *.password           of PostgreSQL's roles, made up once (0600)
 *   postgres-data/ kafka-data/ logs/ service.pid      and PostgreSQL's programs
 * </pre>
 */
final class Home implements AutoCloseable {
    /** PostgreSQL's programs, a fresh database, its first log segments, and room to notice that there is no more. */
    private static final long LEAST_FREE_BYTES = 200L << 20;

    private final Path directory;
    private final FileLock lock;

    private Home(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the home for this launcher, and makes it where it is not there yet.
     *
     * @throws StartFailure in one line: not usable, held by another launcher, or its disk is full
     */
    static Home take(Path wanted) {
        try {
            return takeOrFail(wanted);
        } catch (AccessDeniedException e) {
            throw unusable(wanted, "permission denied for " + e.getFile(), e);
        } catch (FileSystemException e) {
            throw unusable(wanted, e.getReason() == null ? e.getFile() + " is in the way" : e.getReason(), e);
        } catch (IOException e) {
            throw unusable(wanted, String.valueOf(e.getMessage()), e);
        }
    }

    private static StartFailure unusable(Path wanted, String reason, IOException cause) {
        return new StartFailure("MILLRACE_HOME " + wanted + " cannot be used: " + reason, cause);
    }

    private static Home takeOrFail(Path wanted) throws IOException {
        boolean isNew = Files.notExists(wanted);
        Path directory = Files.createDirectories(wanted).toRealPath();
        if (isNew) {
            // Started as root, PostgreSQL runs as another user: who may pass through, whatever the umask, but not look.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
        Home home = new Home(directory, lockIn(directory));
        home.requireSpace();
        return home;
    }

    @SuppressWarnings("MustBeClosed") // Open for as long as the lock is held.
    private static FileLock lockIn(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new StartFailure("another all-in-one is running on MILLRACE_HOME " + directory
                    + ": stop that one, or set MILLRACE_HOME to another directory");
        }
        return lock;
    }

    private void requireSpace() throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new StartFailure("MILLRACE_HOME " + directory + " has " + (free >> 20) + " MB of free disk, and "
                    + (LEAST_FREE_BYTES >> 20) + " MB are needed");
        }
    }

    Path directory() {
        return directory;
    }

    Path logs() {
        return directory.resolve("logs");
    }

    /** A role's password: made up when it is first asked for, the same ever after. */
    String password(String role) throws IOException {
        return PrivateFile.secret(directory.resolve(role + ".password"));
    }

    void writeEndpoints(String lines) throws IOException {
        PrivateFile.write(endpoints(), lines);
    }

    void removeEndpoints() throws IOException {
        Files.deleteIfExists(endpoints());
    }

    Path endpoints() {
        return directory.resolve("endpoints.env");
    }

    /** Leaves the home to the next launcher. */
    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }
}
