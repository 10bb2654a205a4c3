package dev.trestle.mcp.testkit.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.testkit.Await;
import java.net.URI;
import org.junit.jupiter.api.Test;

class CommandSubjectTest {

    @Test
    void readyLine_hasTheUrl() {
        try (CommandSubject subject =
                CommandSubject.of("sh", "-c", "echo 'trestle: ready http://127.0.0.1:1/mcp' >&2; sleep 1000 & wait")) {
            assertThat(subject.start()).isEqualTo(URI.create("http://127.0.0.1:1/mcp"));
            Await.until(
                    "the child is counted",
                    () -> subject.gauges().get("childProcesses").getAsLong() == 1);
            assertThat(subject.gauges().get("threads").getAsLong()).isEqualTo(1);
            assertThat(subject.gauges().get("descriptors").getAsLong()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void close_leavesNoProcess() {
        CommandSubject subject = CommandSubject.of("sh", "-c", "echo 'trestle: ready http://x/'; sleep 1000 & wait");
        subject.start();
        Await.until("the child is there", () -> subject.process().descendants().count() == 1);
        ProcessHandle child = subject.process().descendants().findFirst().orElseThrow();
        subject.close();

        Await.until("both are gone", () -> !subject.process().isAlive() && !child.isAlive());
    }

    @Test
    void programThatEndsFirst_isToldWithItsLines() {
        try (CommandSubject subject = CommandSubject.of("sh", "-c", "echo 'port in use' >&2; exit 2")) {
            assertThatThrownBy(subject::start)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("exit code 2");
            Await.until("its lines", () -> subject.log().contains("port in use"));
        }
    }

    @Test
    void subjectElsewhere_isJustItsUrl() {
        URI url = URI.create("http://127.0.0.1:1/mcp");
        try (McpSubject subject = McpSubject.at(url)) {
            assertThat(subject.start()).isEqualTo(url);
            assertThat(subject.gauges()).isEmpty();
        }
    }
}
