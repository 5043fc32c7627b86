package io.millrace.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process and all that its first thread has started, as {@code /proc} shows them: PostgreSQL and its backends, or a JVM.
 *
 * <p>Cheap enough for twenty looks a second, which the search through all processes of the machine is not.
 */
public final class ProcessTree {
    private static final long NOBODY = -1;
    private static final String PEAK = "VmHWM:";

    private final long root;
    private final AtomicLong seen = new AtomicLong();
    private volatile long leftOut = NOBODY;

    public ProcessTree(ProcessHandle root) {
        this.root = root.pid();
    }

    /** The tree without this process, while it lives: the one by which the measuring itself is done. */
    public void leaveOut(long pid) {
        leftOut = pid;
    }

    /**
     * Seconds of all processes, ended ones included. Never falls: a process that ends between two looks at the tree is counted again by its
     * parent at the next one.
     */
    public double cpuSeconds() {
        long ticks = processes().stream().mapToLong(this::ticks).sum();
        return seen.accumulateAndGet(ticks, Math::max) / ProcStat.TICKS_PER_SECOND;
    }

    private long ticks(long pid) {
        return pid == leftOut ? 0 : ProcStat.of(pid).map(ProcStat::total).orElse(0L);
    }

    /** Parents before children: who ends in between is missed here, and counted by its parent at the next look. */
    private List<Long> processes() {
        List<Long> found = new ArrayList<>(List.of(root));
        for (int i = 0; i < found.size(); i++) {
            found.addAll(childrenOf(found.get(i)));
        }
        return found;
    }

    private static List<Long> childrenOf(long pid) {
        String process = String.valueOf(pid);
        try {
            String children = Files.readString(Path.of("/proc", process, "task", process, "children"));
            return children.isBlank()
                    ? List.of()
                    : List.of(children.strip().split(" ", -1)).stream()
                            .map(Long::valueOf)
                            .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Bytes that the living processes had resident at their peaks, summed up. */
    public long peakResidentBytes() {
        return processes().stream().mapToLong(ProcessTree::peak).sum();
    }

    /** Bytes that the living processes have resident now, summed up. */
    public long residentBytes() {
        return processes().stream().mapToLong(pid -> bytes(pid, "VmRSS:")).sum();
    }

    private static long peak(long pid) {
        return bytes(pid, PEAK);
    }

    private static long bytes(long pid, String line) {
        try {
            return bytesIn(Files.readString(Path.of("/proc", String.valueOf(pid), "status")), line);
        } catch (IOException gone) {
            return 0;
        }
    }

    static long peakIn(String status) {
        return bytesIn(status, PEAK);
    }

    /** 0: a kernel thread or a zombie has no such line. */
    private static long bytesIn(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
