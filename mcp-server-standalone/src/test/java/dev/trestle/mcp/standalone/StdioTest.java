package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard output carries the protocol and nothing else. */
class StdioTest {

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String LIST_TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}";

    @Test
    void stdioWithoutConfiguration_servesTheDemoAndEndsWithItsStdin() throws Exception {
        try (TestProgram program = TestProgram.start("stdio")) {
            program.send(INITIALIZE);
            assertThat(program.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":");
            program.send(LIST_TOOLS);
            assertThat(program.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"tools\":[{");

            program.closeStdin();

            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            assertThat(program.restOfOutput()).isEmpty();
            assertThat(program.allErrors()).isEmpty();
        }
    }

    @Test
    void demoServer_speaksTheProtocolOnly() throws Exception {
        try (TestProgram program = TestProgram.start("demo-server", "--log-level", "trace")) {
            program.send("this is not JSON");
            program.send(INITIALIZE);
            assertThat(answerTo(program, "0")).contains("\"serverInfo\"");

            program.closeStdin();

            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    @Test
    void noiseOfTheServer_doesNotReachTheClient() throws Exception {
        try (TestProgram program =
                TestProgram.start(ServeTest.with("stdio --log-level trace --", ShellServer.noisy()))) {
            program.send(INITIALIZE);
            assertThat(program.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":");
            List<ProcessHandle> children = program.descendants();
            assertThat(children).isNotEmpty();

            program.closeStdin();

            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            assertThat(program.restOfOutput()).isEmpty();
            StopTest.assertGone(children);
        }
    }

    @Test
    void termWhileACallRuns_leavesNoChild() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("stdio --", ShellServer.stubborn()))) {
            program.send(INITIALIZE);
            program.nextOutput();
            program.send(LIST_TOOLS);
            List<ProcessHandle> children = program.descendants();

            program.signal("TERM");

            assertThat(program.exitCode(Duration.ofSeconds(5))).isZero();
            StopTest.assertGone(children);
        }
    }

    /** The parent is gone: nobody closes anything in order, the pipe just ends. */
    @Test
    void stubbornServer_isKilledWhenTheClientIsGone() throws Exception {
        try (TestProgram program = TestProgram.start(ServeTest.with("stdio --", ShellServer.stubborn()))) {
            program.send(INITIALIZE);
            program.nextOutput();
            program.send(LIST_TOOLS);
            List<ProcessHandle> children = program.descendants();

            program.closeStdin();

            assertThat(program.exitCode(Duration.ofSeconds(10))).isZero();
            StopTest.assertGone(children);
        }
    }

    @Test
    void boundsOfMessages_areThoseOfTheFile(@TempDir Path folder) throws Exception {
        String file = file(folder, "{\"maxNesting\": 8, \"maxBatch\": 2}");
        try (TestProgram program = TestProgram.start("stdio", "--config", file)) {
            program.send(INITIALIZE.replace("2025-11-25", "2025-03-26"));
            assertThat(program.nextOutput()).contains("\"serverInfo\"");

            program.send(LIST_TOOLS.replace("}", ",\"params\":" + "{\"a\":".repeat(8) + "1" + "}".repeat(9)));
            assertThat(program.nextOutput()).contains("\"code\":-32700,");
            program.send(
                    "[" + PING + ",{\"jsonrpc\":\"2.0\",\"method\":\"x\"},{\"jsonrpc\":\"2.0\",\"method\":\"y\"}]");
            assertThat(program.nextOutput()).contains("\"code\":-32600,", "more than 2 messages (maxBatch)");
        }
    }

    @Test
    void boundThatNoPartTakes_isAMistakeOfTheFile(@TempDir Path folder) throws Exception {
        try (TestProgram program = TestProgram.start("stdio", "--config", file(folder, "{\"maxNesting\": 2000}"))) {
            assertThat(program.awaitError(line -> line.contains("maxNesting")))
                    .isEqualTo("trestle: gateway: maxNesting must be 1 to 1000, not 2000");
            assertThat(program.exitCode(Duration.ofSeconds(5))).isEqualTo(2);
        }
    }

    private static String file(Path folder, String limits) throws IOException {
        Files.writeString(folder.resolve("server.sh"), ShellServer.polite().get(2));
        return Files.writeString(folder.resolve("trestle.json"), """
                        {"mcpServers": {"a": {"command": "sh", "args": ["server.sh"], "cwd": "."}},
                         "gateway": {"limits": LIMITS}}
                        """.replace("LIMITS", limits))
                .toString();
    }

    private static String answerTo(TestProgram program, String id) {
        while (true) {
            String line = program.nextOutput();
            assertThat(line).startsWith("{\"jsonrpc\":\"2.0\",");
            if (line.contains("\"id\":" + id + ",")) {
                return line;
            }
        }
    }
}
