package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with what comes with it. */
class BuiltInServeTest {

    @TempDir
    private Path folder;

    private TestProgram serve(Map<String, Object> gateway) throws IOException {
        List<String> demo = DemoCommand.settings("demo").command();
        JsonWriter server = JsonWriter.object().put("command", demo.get(0)).put("args", demo.subList(1, demo.size()));
        JsonWriter configuration = JsonWriter.object()
                .put("mcpServers", JsonWriter.object().put("demo", server))
                .put("gateway", JsonWriter.write(gateway));
        Path file = Files.writeString(
                folder.resolve("trestle.json"), configuration.toSlice().toString());
        return TestProgram.start("serve", "--port", "0", "--config", file.toString());
    }

    private static Json call(TestClient client, String tool, String arguments) throws Exception {
        String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
        return Json.parse(client.post(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}")
                        .body())
                .at("/result");
    }

    private static List<String> tools(TestClient client) throws Exception {
        return Json.parse(client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                        .body())
                .at("/result/tools")
                .items()
                .stream()
                .map(tool -> tool.at("/name").text())
                .toList();
    }

    @Test
    @Tag("e2:sanity")
    void everythingOn_hasTheCoreTools_andTheyWork() throws Exception {
        try (TestProgram program = serve(Map.of("builtins", Map.of("tools", List.of("health", "metrics", "reload"))))) {
            String url = program.awaitReady();
            TestClient demo = new TestClient(url);
            demo.initialize();
            call(demo, "add", "{\"a\":1,\"b\":2}");
            TestClient client = new TestClient(url + "/trestle");
            client.initialize();

            assertThat(tools(client)).contains("health", "metrics", "reload");
            Json health = call(client, "health", "{}").at("/structuredContent");
            assertThat(health.at("/ok").bool()).isTrue();
            assertThat(health.at("/version").text()).isNotEmpty();
            assertThat(health.at("/backends/demo/status").text()).isEqualTo("up");
            Json metrics = call(client, "metrics", "{}").at("/structuredContent");
            assertThat(metrics.at("/per_tool/demo~1add/success").integer()).isEqualTo(1);
            assertThat(call(client, "reload", "{}")
                            .at("/structuredContent/failed")
                            .items())
                    .isEmpty();
        }
    }

    @Test
    @Tag("e2:sanity")
    void nothingOn_hasNoServerOfItsOwn() throws Exception {
        try (TestProgram program = serve(Map.of())) {
            String url = program.awaitReady();
            assertThat(new TestClient(url + "/trestle").initialize().statusCode())
                    .isEqualTo(404);
            assertThat(new TestClient(url).initialize().statusCode()).isEqualTo(200);
        }
    }
}
