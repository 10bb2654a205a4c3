package dev.trestle.mcp.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {

    @TempDir
    private Path root;

    private Proc proc;

    @BeforeEach
    void files() throws IOException {
        proc = new Proc(root);
        Files.writeString(
                root.resolve("stat"), "cpu  100 20 3000 400000 50000 6 7 80000 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        Files.writeString(root.resolve("uptime"), "1 2");
        process(10, "java", 'S', 1, 250, 150);
        process(11, "a (bad) name", 'R', 10, 7, 3);
        process(12, "grandchild", 'S', 11, 1, 0);
        process(13, "ended", 'Z', 10, 99, 99);
        process(20, "another", 'S', 1, 500, 500);
    }

    @Test
    void cpu_isUserAndSystemTime() throws IOException {
        assertThat(proc.cpu(10)).isEqualTo(Duration.ofSeconds(4));
        assertThat(proc.cpu(11)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void cpuOfSeveral_leavesOutThoseThatEnded() {
        assertThat(proc.cpu(List.of(10L, 11L, 999L))).isEqualTo(Duration.ofMillis(4_100));
    }

    @Test
    void whatWasSpent_isAlsoWhatThoseSpentThatHaveEnded() {
        // Each of them has 5 and 6 ticks of processes that it waited for.
        assertThat(proc.spent(List.of(10L, 11L, 999L))).isEqualTo(Duration.ofMillis(4_100 + 2 * 110));
    }

    @Test
    void children_areThoseThatItStartedAndThatLive() throws IOException {
        assertThat(proc.children(10)).isEqualTo(1);
        assertThat(proc.children(12)).isZero();
    }

    @Test
    void tree_hasAllDescendantsThatLive() throws IOException {
        assertThat(proc.tree(10)).containsExactlyInAnyOrder(10L, 11L, 12L).startsWith(10L);
        assertThat(proc.tree(20)).containsExactly(20L);
    }

    @Test
    void cpuOfTheMachine_isNeitherIdleNorWaitingButStolenToo() throws IOException {
        assertThat(proc.machineCpu()).isEqualTo(Duration.ofMillis((100 + 20 + 3000 + 6 + 7 + 80_000) * 10));
    }

    @Test
    void status_hasNumbersByName() throws IOException {
        assertThat(proc.status(10, "VmRSS")).isEqualTo(98_304);
        assertThat(proc.status(10, "Threads")).isEqualTo(31);
        assertThatThrownBy(() -> proc.status(10, "Vm")).isInstanceOf(IOException.class);
    }

    @Test
    void ourOwnProcess_isRead() throws IOException {
        long self = ProcessHandle.current().pid();

        assertThat(Proc.ofThisMachine().tree(self)).startsWith(self);
        assertThat(Proc.ofThisMachine().cpu(self)).isPositive();
        assertThat(Proc.ofThisMachine().status(self, "VmRSS")).isPositive();
    }

    private void process(int pid, String name, char state, int parent, int user, int system) throws IOException {
        Path folder = Files.createDirectory(root.resolve(Integer.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + name + ") " + state + " " + parent + " 1 1 0 -1 4194304 100 0 0 0 " + user + " " + system
                        + " 5 6 20 0 31 0 7396048 3133440 411\n");
        Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t   98304 kB\nThreads:\t31\n");
    }
}
