package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.telemetry.audit.AuditLog;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.net.http.HttpResponse;
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
    @Tag("e2:metrics")
    void metricsAccessLogAndAudit_tellOfTheSameCalls(@TempDir Path folder) throws Exception {
        List<String> demo = DemoCommand.settings("demo").command();
        JsonWriter server = JsonWriter.object().put("command", demo.get(0)).put("args", demo.subList(1, demo.size()));
        JsonWriter gateway = JsonWriter.object()
                .put("metrics", true)
                .put("accessLog", "-")
                .put("audit", Map.of("file", folder.resolve("audit.jsonl").toString(), "chain", true));
        JsonWriter configuration = JsonWriter.object()
                .put("mcpServers", JsonWriter.object().put("demo", server))
                .put("gateway", gateway);
        Path file = Files.writeString(
                folder.resolve("trestle.json"), configuration.toSlice().toString());
        try (TestProgram program = TestProgram.start("serve", "--port", "0", "--config", file.toString())) {
            String url = program.awaitReady();
            TestClient client = new TestClient(url);
            client.initialize();
            client.post(ADD);
            client.post(ADD.replace("\"add\"", "\"nothing\""));

            assertThat(program.awaitError(line -> line.contains(" tools/call add ")))
                    .matches("\\S+Z anonymous \\S+ demo tools/call add ok \\d+ms");
            HttpResponse<String> numbers = client.get("/metrics");
            assertThat(numbers.statusCode()).isEqualTo(200);
            assertThat(numbers.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(numbers.body())
                    .contains("tool_calls_total{backend=\"demo\",tool=\"add\"} 1\n", "\ntrestle_sessions 1\n")
                    .contains("\ntrestle_audit_events_written_total ", "\ntrestle_backend_sessions 1\n");
            try (RawConnection stranger = new RawConnection(URI.create(url))) {
                assertThat(stranger.status("/metrics", "Origin: https://evil.example"))
                        .startsWith("HTTP/1.1 403");
            }
            program.signal("TERM");
            assertThat(program.exitCode(Duration.ofSeconds(20))).isZero();
        }
        assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
                .extracting(line -> Json.parse(line).at("/type").text())
                .containsExactly("session_opened", "tool_failure", "session_closed");
        assertThat(AuditLog.verify(folder.resolve("audit.jsonl"))).isEmpty();
    }

    @Test
    void metrics_areNotServedUnlessWanted() throws Exception {
        try (TestProgram program = TestProgram.start("serve", "--port", "0")) {
            assertThat(new TestClient(program.awaitReady()).get("/metrics").statusCode())
                    .isEqualTo(404);
        }
    }

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
