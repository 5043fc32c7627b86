package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessTreeTest {
    @Test
    void peakIsReadInBytes() {
        assertThat(ProcessTree.peakIn("Name:\tjava\nVmPeak:\t  900000 kB\nVmHWM:\t  123456 kB\nVmRSS:\t  100000 kB\n"))
                .isEqualTo(123_456L * 1024);
    }

    @Test
    void kernelThreadHasNoPeak() {
        assertThat(ProcessTree.peakIn("Name:\tkthreadd\nState:\tS (sleeping)\n"))
                .isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void timeOfAnEndedChildStaysCounted() throws IOException, InterruptedException {
        // The inner shell works and ends; the outer one waits for it and stays.
        Process outer = new ProcessBuilder(
                        "sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; echo; cat")
                .start();
        try {
            ProcessTree tree = new ProcessTree(outer.toHandle());
            assertThat(outer.getInputStream().read()).isEqualTo('\n');

            assertThat(tree.cpuSeconds()).isPositive();
        } finally {
            outer.destroyForcibly().waitFor();
        }
    }

    @Test
    void processThatMeasuresIsLeftOut() {
        ProcessTree tree = new ProcessTree(ProcessHandle.current());
        tree.leaveOut(ProcessHandle.current().pid());

        assertThat(tree.cpuSeconds()).isZero();
    }
}
