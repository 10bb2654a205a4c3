package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One program in front of another. */
class RemoteServeTest {

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
    private static final String LIST_TOOLS = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}";

    @Test
    void stdio_reachesAServerAtAUrlAndEndsItsSession() throws Exception {
        try (TestProgram server = TestProgram.start("serve", "--port", "0");
                TestProgram front = TestProgram.start("stdio", "--url", server.awaitReady())) {
            front.send(INITIALIZE);
            assertThat(front.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":");
            front.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            front.send(LIST_TOOLS);
            assertThat(front.nextOutput()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"tools\":[{");

            front.closeStdin();

            assertThat(front.exitCode(Duration.ofSeconds(10))).isZero();
            assertThat(front.allErrors()).isEmpty();
        }
    }

    @Test
    void file_mayNameServersOfEitherTransport(@TempDir Path folder) throws Exception {
        try (TestProgram server = TestProgram.start("serve", "--port", "0")) {
            String mcp = server.awaitReady();
            String sse = mcp.replace("/mcp", "/sse");
            Path file = Files.writeString(folder.resolve("trestle.json"), """
                    {"mcpServers": {"new": {"url": "%s", "type": "streamable-http"}, "old": {"url": "%s", "type": "sse"},
                     "found": {"url": "%s"}}}
                    """.formatted(mcp, sse, sse));
            try (TestProgram front = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
                String url = front.awaitReady();
                String tools = tools(mcp);
                for (String name : new String[] {"new", "old", "found"}) {
                    assertThat(tools(url + "/" + name)).as(name).isEqualTo(tools);
                }
                front.signal("TERM");
                assertThat(front.exitCode(Duration.ofSeconds(10))).isZero();
            }
        }
    }

    private static String tools(String url) throws Exception {
        TestClient client = new TestClient(url);
        assertThat(client.initialize().statusCode()).isEqualTo(200);
        return client.post(LIST_TOOLS).body();
    }
}
