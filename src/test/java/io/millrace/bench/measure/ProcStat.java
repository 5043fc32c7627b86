package io.millrace.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells about a process's CPU time, in clock ticks.
 *
 * @param own user and system time of its threads, of those that have ended too
 * @param ended that of its children that have ended and were waited for, with theirs
 */
record ProcStat(long own, long ended) {
    /** {@code sysconf(_SC_CLK_TCK)}: 100 on every Linux that Java runs on. */
    static final double TICKS_PER_SECOND = 100;

    /** Position of {@code utime}, counted from the field behind the name: state is 0. */
    private static final int UTIME = 11;

    /** Empty: there is no such process any more. */
    static Optional<ProcStat> of(long pid) {
        try {
            return Optional.of(parse(
                    Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The name is in brackets and may itself hold blanks and brackets: fields are counted from the last one. */
    static ProcStat parse(String line) {
        int end = line.lastIndexOf(')');
        if (end < 0) {
            throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
        }
        String[] fields = line.substring(end + 1).strip().split(" ", -1);
        return new ProcStat(
                Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]),
                Long.parseLong(fields[UTIME + 2]) + Long.parseLong(fields[UTIME + 3].strip()));
    }

    long total() {
        return own + ended;
    }
}
