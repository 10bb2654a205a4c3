package dev.trestle.mcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeakOracleTest {

    private static final Duration SOON = Duration.ofMillis(50);

    @Test
    void nothingDone_leavesNothing() {
        LeakOracle.start().assertNothingLeft();
    }

    @Test
    void runningThread_isNamed() throws Exception {
        LeakOracle oracle = LeakOracle.start();
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "left-alone");
        thread.start();

        assertThatThrownBy(() -> oracle.assertNothingLeft(SOON)).hasMessageContaining("left-alone");
        end.countDown();
        oracle.assertNothingLeft();
    }

    @Test
    void runningProcess_isNamed() throws Exception {
        LeakOracle oracle = LeakOracle.start();
        Process process = new ProcessBuilder("sleep", "1000").start();

        assertThatThrownBy(() -> oracle.assertNothingLeft(SOON)).hasMessageContaining("process " + process.pid());
        process.destroyForcibly().waitFor();
        oracle.assertNothingLeft();
    }

    @Test
    void grownGauge_isTold() {
        AtomicLong sessions = new AtomicLong(2);
        LeakOracle oracle = LeakOracle.start(Map.of("sessions", sessions::get));
        sessions.set(3);

        assertThat(oracle.left()).containsEntry("gauge sessions", "3 instead of 2");
        sessions.set(1);
        oracle.assertNothingLeft();
    }
}
