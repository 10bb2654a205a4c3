package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Standard output carries the protocol and nothing else. */
class StdioTest {

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
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
