package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.telemetry.Observation;
import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program and a collector. */
class OtelServeTest {

    private static final String ADD =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":2}}}";
    private static final String SECRET = "s3cr3t-of-the-collector";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    @Tag("e2:telemetry-otel")
    void spansAndNumbers_areAllSentWhenTheProgramIsToldToEnd() throws Exception {
        try (Collector collector = Collector.start();
                TestProgram program = start(otel(collector.url() + "/").put("interval", "2s"))) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            for (int i = 0; i < 600; i++) {
                assertThat(client.post(ADD).statusCode()).isEqualTo(200);
            }
            program.signal("TERM");
            assertThat(program.exitCode(SOON)).isZero();

            assertThat(collector.spans()).hasSize(2 * 600).containsOnly("tools/call add");
            assertThat(collector.metrics()).contains("mcp.server.operation.duration", "mcp.client.operation.duration");
            assertThat(collector.everything())
                    .contains("service.name", "shop-gateway")
                    .doesNotContain(SECRET);
            assertThat(collector.headers()).isNotEmpty().allMatch(sent -> sent.contains("Bearer " + SECRET));
            assertThat(program.allErrors()).noneMatch(line -> line.contains(SECRET) || line.contains("WARN"));
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void collectorThatIsDown_costsNoCall_andDoesNotHoldTheProgramUp() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (TestProgram program = start(
                otel("http://127.0.0.1:" + closed).put("interval", "200ms").put("timeout", "500ms"))) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            for (int i = 0; i < 50; i++) {
                assertThat(client.post(ADD).statusCode()).isEqualTo(200);
            }
            assertThat(program.awaitError(line -> line.contains("Failed to export")))
                    .contains(" WARN ");
            program.signal("TERM");
            assertThat(program.exitCode(SOON)).isZero();
            assertThat(program.allErrors())
                    .noneMatch(line -> line.contains(SECRET))
                    .filteredOn(line -> line.contains(" WARN "))
                    .hasSizeLessThan(5);
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    @Test
    @Tag("limit:interval")
    void spans_areSentWhileTheProgramRuns() throws Exception {
        try (Collector collector = Collector.start();
                TestProgram program = start(otel(collector.url()).put("interval", "100ms"))) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            client.post(ADD);
            Await.until("the spans are sent", () -> collector.spans().size() == 2);
            Await.until("the numbers are sent", () -> collector.metrics().contains("mcp.server.operation.duration"));
        }
    }

    @Test
    @Tag("limit:timeout")
    void collectorThatDoesNotAnswer_isGivenUp() throws Exception {
        try (Collector collector = Collector.startClosed();
                TestProgram program =
                        start(otel(collector.url()).put("interval", "100ms").put("timeout", "300ms"))) {
            TestClient client = new TestClient(program.awaitReady());
            client.initialize();
            assertThat(client.post(ADD).statusCode()).isEqualTo(200);
            assertThat(program.awaitError(line -> line.contains("Failed to export")))
                    .contains(" WARN ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4318", "ftp://x", "http://user:" + SECRET + "@x", "http://x?key=" + SECRET, " "})
    void endpointThatIsNone_isRefused(String wrong) {
        GatewaySettings settings = GatewaySettings.defaults().with(GatewayKey.OTEL_ENDPOINT, wrong);
        assertThatThrownBy(() -> Observation.otel(settings))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("otel.endpoint")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void headerThatIsNone_isRefusedWithoutItsValue() {
        GatewaySettings settings = GatewaySettings.defaults()
                .with(GatewayKey.OTEL_ENDPOINT, "http://x")
                .with(GatewayKey.OTEL_HEADERS, "X-One: 1," + SECRET);
        assertThatThrownBy(() -> Observation.otel(settings))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("otel.headers[1]")
                .hasMessageNotContaining(SECRET);
    }

    private static JsonWriter otel(String endpoint) {
        return JsonWriter.object()
                .put("endpoint", endpoint)
                .put("service", "shop-gateway")
                .put("headers", List.of("Authorization: Bearer " + SECRET));
    }

    private TestProgram start(JsonWriter otel) throws IOException {
        List<String> demo = DemoCommand.settings("demo").command();
        JsonWriter server = JsonWriter.object().put("command", demo.get(0)).put("args", demo.subList(1, demo.size()));
        JsonWriter configuration = JsonWriter.object()
                .put("mcpServers", JsonWriter.object().put("demo", server))
                .put("gateway", JsonWriter.object().put("otel", otel));
        Path file = Files.writeString(
                folder.resolve("trestle.json"), configuration.toSlice().toString());
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }
}
