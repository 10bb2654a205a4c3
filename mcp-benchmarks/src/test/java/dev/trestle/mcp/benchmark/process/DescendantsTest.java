package dev.trestle.mcp.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DescendantsTest {

    @Test
    void whatWasStarted_isKilledWithWhatItStarted() throws Exception {
        Process top =
                new ProcessBuilder("sh", "-c", "sh -c 'sleep 60; :' & sh -c 'sleep 60; :' & echo up; wait").start();
        try {
            assertThat(top.inputReader().readLine()).isEqualTo("up");
            List<ProcessHandle> started = top.toHandle().descendants().toList();
            assertThat(started).hasSizeGreaterThanOrEqualTo(2);

            Descendants.kill(top.toHandle());

            for (ProcessHandle each : started) {
                each.onExit().get(10, TimeUnit.SECONDS);
            }
            assertThat(top.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            top.destroyForcibly();
        }
    }
}
