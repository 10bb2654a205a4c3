package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program writes down of its calls. */
class ObservedTest {

    private static final String ADD =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":2}}}";

    @Test
    @Tag("e2:telemetry-shutdown")
    void spans_areAllWrittenWhenTheProgramIsToldToEnd(@TempDir Path folder) throws Exception {
        Map<String, String> environment = Map.of("MCP_TOOL_SPANS_DIR", folder.toString());
        try (TestProgram program = TestProgram.start(environment, "serve", "--port", "0")) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            for (int i = 0; i < 5; i++) {
                assertThat(client.post(ADD).statusCode()).isEqualTo(200);
            }
            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(20))).isZero();
        }
        List<Json> spans = Files.readAllLines(folder.resolve("mcp_tool_spans.jsonl")).stream()
                .map(Json::parse)
                .toList();
        assertThat(spans)
                .filteredOn(span -> span.at("/tool_name").text().equals("add"))
                .hasSize(5)
                .allMatch(span -> span.at("/backend").text().equals("demo")
                        && span.at("/success").bool());
    }
}
