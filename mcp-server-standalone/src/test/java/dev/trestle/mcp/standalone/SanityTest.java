package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ten points of the seed's smoke test, of a program that a client sees only from outside. */
@Tag("e2:sanity")
class SanityTest {

    @TempDir
    private static Path folder;

    private static TestProgram everything;
    private static String url;

    @TempDir
    private Path own;

    @BeforeAll
    static void start() throws Exception {
        everything = BuiltInFile.in(folder)
                .withAll()
                .with("telemetry", Map.of("spans", folder.resolve("spans").toString(), "batch", 1))
                .serve();
        url = everything.awaitReady();
    }

    @AfterAll
    static void stop() {
        everything.close();
    }

    private static ToolClient builtIns() throws Exception {
        return ToolClient.open(url + "/trestle");
    }

    @Test
    void startUp_registersTools() throws Exception {
        assertThat(ToolClient.open(url).tools()).isNotEmpty();
    }

    @Test
    void coreTools_areThere() throws Exception {
        assertThat(builtIns().tools())
                .containsExactly(
                        "catalog_search",
                        "catalog_doc",
                        "command_explain",
                        "command_dry_run",
                        "command_run",
                        "health",
                        "metrics",
                        "reload");
    }

    @Test
    void optionalParts_areThereWhenTheyAreOn() throws Exception {
        assertThat(builtIns()
                        .request("resources/list", "{}")
                        .at("/result/resources")
                        .items())
                .hasSize(1);
        assertThat(builtIns()
                        .request("prompts/list", "{}")
                        .at("/result/prompts")
                        .items())
                .hasSize(1);
    }

    @Test
    void optionalParts_areNotThereWhenTheyAreOff() throws Exception {
        try (TestProgram program = BuiltInFile.in(own)
                .with("builtins", Map.of("tools", List.of("health")))
                .serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");
            assertThat(client.tools()).containsExactly("health");
            assertThat(client.request("resources/list", "{}")
                            .at("/result/resources")
                            .items())
                    .isEmpty();
        }
        try (TestProgram program = BuiltInFile.in(own).serve()) {
            assertThat(new TestClient(program.awaitReady() + "/trestle")
                            .initialize()
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void health_isOkAndHasAVersion() throws Exception {
        Json health = builtIns().call("health", "{}").at("/result/structuredContent");
        assertThat(health.at("/ok").bool()).isTrue();
        assertThat(health.at("/version").text()).isNotEmpty();
        assertThat(health.at("/backends").members()).containsOnlyKeys("demo", "trestle");
    }

    @Test
    void call_leavesASpanAndNumbers() throws Exception {
        ToolClient client = builtIns();
        client.call("catalog_doc", "{}");
        client.call("metrics", "{}");
        Path file = folder.resolve("spans/mcp_tool_spans.jsonl");
        Await.until("both are written", () -> spans(file, "metrics").count() > 0);

        Json good = spans(file, "metrics").findFirst().orElseThrow();
        assertThat(good.at("/duration_ms").integer()).isNotNegative();
        assertThat(good.at("/success").bool()).isTrue();
        assertThat(spans(file, "catalog_doc")
                        .findFirst()
                        .orElseThrow()
                        .at("/success")
                        .bool())
                .isFalse();
        assertThat(client.call("metrics", "{}")
                        .at("/result/structuredContent/per_tool/trestle~1metrics/success")
                        .integer())
                .isPositive();
    }

    private static Stream<Json> spans(Path file, String tool) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(Json::parse)
                            .filter(span -> span.at("/tool_name").text().equals(tool))
                    : Stream.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void unknownTool_isNotFound() throws Exception {
        Json error = builtIns().call("nope", "{}").at("/error");
        assertThat(error.at("/code").integer()).isEqualTo(-32602);
        assertThat(error.at("/message").text()).isEqualTo("there is no tool 'nope'");
    }

    @Test
    void toolThatHasToBeAllowed_isNotRunBefore() throws Exception {
        try (TestProgram program = BuiltInFile.in(own)
                .withAll()
                .with("approval", Map.of("when", "named", "tools", List.of("trestle/command_run")))
                .serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");
            Json refused = client.call("command_run", "{\"argv\":[\"pwd\"]}").at("/result");
            assertThat(refused.at("/isError").bool()).isTrue();
            assertThat(refused.at("/structuredContent/trestle/code").text()).isEqualTo("approval_required");
            assertThat(client.call("command_dry_run", "{\"argv\":[\"pwd\"]}")
                            .at("/result/structuredContent/allowed")
                            .bool())
                    .isTrue();
        }
    }

    /** The seed's interval is 250 ms, which a loaded machine may take for one call. */
    @Test
    void secondCallAtOnce_isLimited() throws Exception {
        try (TestProgram program = BuiltInFile.in(own)
                .withAll()
                .with("rateLimit", Map.of("minInterval", "10m"))
                .serve()) {
            ToolClient client = ToolClient.open(program.awaitReady() + "/trestle");
            assertThat(client.call("health", "{}").has("/result/structuredContent/ok"))
                    .isTrue();
            assertThat(client.call("health", "{}").toString()).contains("rate_limited");
            assertThat(client.call("metrics", "{}").has("/result/structuredContent/uptime_seconds"))
                    .isTrue();
        }
    }

    @Test
    void twoToolsAtOnce_areBothAnswered() throws Exception {
        ToolClient client = builtIns();
        CompletableFuture<Json> health = client.callLater("health", "{}", 1);
        CompletableFuture<Json> search = client.callLater("catalog_search", "{}", 2);

        assertThat(Await.value("health", health)
                        .at("/result/structuredContent/ok")
                        .bool())
                .isTrue();
        assertThat(Await.value("search", search)
                        .at("/result/structuredContent/total")
                        .integer())
                .isPositive();
    }
}
