package dev.trestle.mcp.testkit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernStdioClient;
import dev.trestle.mcp.testkit.client.RawStdioClient;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EraServerTest {

    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private static ModernStdioClient modern(EraOfServer era) {
        return ModernStdioClient.start("{\"elicitation\":{}}", EraServer.command(era));
    }

    private static RawStdioClient legacy(EraOfServer era) {
        return RawStdioClient.start(EraServer.command(era).toArray(String[]::new));
    }

    private static String text(Json answer) {
        return answer.at("/result/content/0/text").text();
    }

    @Test
    void modernServer_servesListensAndCancels() {
        try (ModernStdioClient client = modern(EraOfServer.MODERN)) {
            assertThat(client.call("server/discover", null)
                            .at("/result/supportedVersions/0")
                            .text())
                    .isEqualTo("2026-07-28");
            assertThat(text(client.callTool("echo", "{\"text\":\"é\"}"))).isEqualTo("é");
            assertThat(text(client.call("tools/call", "{\"name\":\"ask_rounds\"}", (key, method, params) -> ADA)))
                    .isEqualTo("accept Ada, then accept Ada");
            long listen = client.listen("{\"toolsListChanged\":true}");
            client.callTool("announce", "{\"what\":\"tools\"}");
            client.await("a change", listen, "notifications/tools/list_changed");
            client.cancel(listen);
            long stalled = client.open("tools/call", "{\"name\":\"stall\"}");
            client.cancel(stalled);
            assertThat(text(client.callTool("cancelled", "{}"))).isEqualTo("1");
            assertThat(text(client.callTool("listens", "{}"))).isEqualTo("0");
            assertThat(text(client.callTool("violations", "{}"))).isEmpty();
            assertThat(client.pipe().end()).isZero();
        }
    }

    @Test
    void modernServer_writesDownWhatIsWrong() {
        try (ModernStdioClient client = modern(EraOfServer.MODERN)) {
            RawStdioClient pipe = client.pipe();
            assertThat(pipe.request("initialize", "{\"protocolVersion\":\"2025-11-25\"}")
                            .at("/error/data/supported/0")
                            .text())
                    .isEqualTo("2026-07-28");
            pipe.notify("notifications/initialized", null);
            String stall = "{\"name\":\"stall\",\"_meta\":{\"progressToken\":1}}";
            long id = client.open("tools/call", stall);
            client.open("tools/call", stall);
            pipe.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/list\"}");
            pipe.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            pipe.send("[]");

            assertThat(text(client.callTool("violations", "{}")).lines())
                    .satisfiesExactly(
                            each -> assertThat(each).contains("initialize", "-32022"),
                            each -> assertThat(each).contains("notifications/initialized"),
                            each -> assertThat(each).contains("progressToken 1"),
                            each -> assertThat(each).contains("id " + id),
                            each -> assertThat(each).contains("_meta"),
                            each -> assertThat(each).contains("a response"),
                            each -> assertThat(each).contains("a batch"));
        }
    }

    @Test
    void modernServer_diesInMidCall() throws Exception {
        try (ModernStdioClient client = modern(EraOfServer.MODERN)) {
            client.open("tools/call", "{\"name\":\"die\"}");
            assertThat(client.pipe().process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.pipe().process().exitValue()).isEqualTo(1);
        }
    }

    @Test
    void legacyServer_hasTheSameToolsByItsOwnMeans() {
        try (RawStdioClient client = legacy(EraOfServer.LEGACY);
                ModernStdioClient modern = modern(EraOfServer.MODERN)) {
            assertThat(client.request("server/discover", "{}").at("/error/code").integer())
                    .isEqualTo(-32601);
            assertThat(client.initialize("2025-11-25", "{\"elicitation\":{}}")
                            .at("/result/capabilities")
                            .members())
                    .containsOnlyKeys("tools", "resources", "prompts", "logging", "completions");
            assertThat(names(client.request("tools/list", null))).isEqualTo(names(modern.call("tools/list", null)));
            assertThat(client.request("resources/read", "{\"uri\":\"era:///no\"}")
                            .at("/error/code")
                            .integer())
                    .isEqualTo(-32002);
            assertThat(text(client.request("tools/call", "{\"name\":\"later\"}")))
                    .isEqualTo("now");
            assertThat(client.request("tools/call", "{\"name\":\"structured\"}").at("/result/structuredContent/result"))
                    .isEqualTo(Json.parse("[1,2,3]"));
        }
    }

    private static List<String> names(Json list) {
        return list.at("/result/tools").items().stream()
                .map(tool -> tool.at("/name").text())
                .toList();
    }

    @Test
    void legacyServer_asksAndSaysWhatItIsToldTo() {
        try (RawStdioClient client = legacy(EraOfServer.LEGACY)) {
            client.initialize("2025-11-25", "{\"elicitation\":{}}");
            long call = client.start("tools/call", "{\"name\":\"ask_two\"}");
            for (String message : List.of("first?", "second?")) {
                Json question = client.await(
                        message,
                        each -> message.equals(each.at("/params/message").value()));
                client.send("{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ","
                        + (message.equals("first?")
                                ? "\"result\":" + ADA
                                : "\"error\":{\"code\":-1,\"message\":\"no\"}")
                        + "}");
            }
            Json answer = client.await(
                    "the answer",
                    each -> Json.parse(String.valueOf(call)).equals(each.at("/id")) && each.has("/result"));
            assertThat(text(answer)).isEqualTo("first: accept Ada; second: error -1");

            client.request("resources/subscribe", "{\"uri\":\"era:///readme\"}");
            assertThat(text(client.request("tools/call", "{\"name\":\"listens\"}")))
                    .isEqualTo("1");
            for (String uri : List.of("era:///blob", "era:///readme")) {
                client.request(
                        "tools/call",
                        "{\"name\":\"announce\",\"arguments\":{\"what\":\"resource\",\"uri\":\"" + uri + "\"}}");
            }
            client.request("logging/setLevel", "{\"level\":\"error\"}");
            client.request("tools/call", "{\"name\":\"log\"}");
            client.request("ping", null);
            assertThat(client.messages())
                    .filteredOn(each -> "notifications/resources/updated"
                            .equals(each.at("/method").value()))
                    .extracting(each -> each.at("/params/uri").text())
                    .containsExactly("era:///readme");
            assertThat(client.messages())
                    .filteredOn(each ->
                            "notifications/message".equals(each.at("/method").value()))
                    .hasSize(1);
        }
    }

    @Test
    void dualServer_servesBothErasOnOnePipe() {
        try (ModernStdioClient client = modern(EraOfServer.DUAL)) {
            assertThat(client.call("server/discover", null).has("/result")).isTrue();
            assertThat(client.pipe().initialize("2025-06-18", "{}").has("/result"))
                    .isTrue();
            assertThat(text(client.callTool("echo", "{\"text\":\"m\"}"))).isEqualTo("m");
            Json legacy = client.pipe().request("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"l\"}}");
            assertThat(text(legacy)).isEqualTo("l");
            assertThat(legacy.has("/result/resultType")).isFalse();
        }
    }

    @Test
    void serversThatAreAskedTooEarly_doWhatTheyAreNamedAfter() throws Exception {
        try (ModernStdioClient client = modern(EraOfServer.LEGACY_THAT_EXITS)) {
            client.open("server/discover", null);
            assertThat(client.pipe().process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        try (ModernStdioClient client = modern(EraOfServer.LEGACY_THAT_IS_SILENT)) {
            client.open("server/discover", null);
            assertThat(client.pipe().initialize("2025-06-18", "{}").has("/result"))
                    .isTrue();
            Await.stays(
                    "nothing else was said",
                    Duration.ofMillis(50),
                    () -> client.pipe().messages().size() == 1);
        }
        assertRefuses(EraOfServer.LEGACY_WITH_INVALID_PARAMS, -32602);
        assertRefuses(EraOfServer.LEGACY_WITH_SERVER_ERROR, -32000);
        assertRefuses(EraOfServer.FUTURE, -32022);
    }

    private static void assertRefuses(EraOfServer era, int code) {
        try (ModernStdioClient client = modern(era)) {
            assertThat(client.call("server/discover", null).at("/error/code").integer())
                    .isEqualTo(code);
        }
    }
}
