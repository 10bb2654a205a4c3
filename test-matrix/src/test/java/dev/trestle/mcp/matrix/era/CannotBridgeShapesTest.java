package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits in docs/eras.md that are about what results, errors and headers look like. */
class CannotBridgeShapesTest {

    private static final String TEXT = "{\"type\":\"text\",\"text\":\"three things\"}";
    private static final String SOUND = "{\"type\":\"audio\",\"data\":\"AAEC\",\"mimeType\":\"audio/wav\"}";
    private static final String LINK = "{\"type\":\"resource_link\",\"uri\":\"era:///readme\",\"name\":\"readme\","
            + "\"mimeType\":\"text/plain\"}";
    private static final String SOUND_TOLD = "{\"type\":\"text\",\"text\":\"[a sound of type audio/wav, left out]\"}";
    private static final String LINK_TOLD = "{\"type\":\"text\",\"text\":\"readme – era:///readme (text/plain)\"}";

    private ModernHttpServer modern;
    private Bridge bridge;

    @BeforeEach
    void start() throws Exception {
        modern = ModernHttpServer.started();
        bridge = Bridge.to(modern);
    }

    @AfterEach
    void stop() throws Exception {
        bridge.close();
        modern.close();
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void cannotBridge_20_cacheHints_areShownToThoseWhoHaveThem(ClientKind kind) throws Exception {
        Map<String, String> requests = Map.of(
                "tools/list", "{}",
                "prompts/list", "{}",
                "resources/list", "{}",
                "resources/templates/list", "{}",
                "resources/read", "{\"uri\":\"era:///readme\"}");
        RawMcpClient legacy = kind.isModern() ? null : bridge.legacy(kind);

        requests.forEach((method, params) -> {
            RawReply reply = legacy == null ? bridge.modern("{}").call(method, params) : legacy.request(method, params);
            List<String> hints = reply.result().members().keySet().stream()
                    .filter(List.of("ttlMs", "cacheScope", "resultType")::contains)
                    .sorted()
                    .toList();
            assertThat(hints)
                    .as(method)
                    .isEqualTo(kind.isModern() ? List.of("cacheScope", "resultType", "ttlMs") : List.of());
        });
    }

    @Test
    void cannotBridge_21_structuredContentThatIsNoObject_isWrappedWithItsSchema() {
        for (ClientKind kind : List.of(ClientKind.V2025_06_18, ClientKind.V2025_11_25)) {
            RawMcpClient client = bridge.legacy(kind);

            assertThat(tool(client, "structured").at("/outputSchema"))
                    .isEqualTo(Json.parse("{\"type\":\"object\",\"properties\":{\"result\":"
                            + "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}},\"required\":[\"result\"]}"));
            Json result = client.callTool("structured", "{}").result();
            assertThat(result.at("/structuredContent")).isEqualTo(Json.parse("{\"result\":[1,2,3]}"));
            assertThat(result.at("/content")).isEqualTo(Json.parse("[{\"type\":\"text\",\"text\":\"[1,2,3]\"}]"));
        }
    }

    @Test
    void cannotBridge_21_beforeStructuredContent_thereIsTheText() {
        for (ClientKind kind : List.of(ClientKind.V2024_11_05, ClientKind.V2025_03_26)) {
            RawMcpClient client = bridge.legacy(kind);

            assertThat(tool(client, "structured").has("/outputSchema")).isFalse();
            assertThat(client.callTool("structured", "{}").result())
                    .isEqualTo(Json.parse("{\"content\":[{\"type\":\"text\",\"text\":\"[1,2,3]\"}]}"));
        }
    }

    private static Json tool(RawMcpClient client, String name) {
        return client.request("tools/list", null).result().at("/tools").items().stream()
                .filter(tool -> name.equals(tool.at("/name").text()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void cannotBridge_22_contentThatAVersionDoesNotKnow_isTold() {
        assertThat(content(ClientKind.V2024_11_05)).isEqualTo(list(TEXT, SOUND_TOLD, LINK_TOLD));
        assertThat(content(ClientKind.V2025_03_26)).isEqualTo(list(TEXT, SOUND, LINK_TOLD));
        assertThat(content(ClientKind.V2025_06_18)).isEqualTo(list(TEXT, SOUND, LINK));
        assertThat(content(ClientKind.V2025_11_25)).isEqualTo(list(TEXT, SOUND, LINK));
    }

    private Json content(ClientKind kind) {
        return bridge.legacy(kind).callTool("content", "{}").result().at("/content");
    }

    private static Json list(String... blocks) {
        return Json.parse("[" + String.join(",", blocks) + "]");
    }

    @Test
    void cannotBridge_22_contentThatNoVersionKnows_isTold() {
        assertThat(bridge.legacy(ClientKind.V2025_11_25)
                        .callTool("hologram", "{}")
                        .result()
                        .at("/content/1"))
                .isEqualTo(Json.parse("{\"type\":\"text\",\"text\":\"[content of type hologram, left out]\"}"));
    }

    @Test
    void cannotBridge_25_missingCapability_hasTheStatusThatTheSpecificationSays() {
        RawReply reply = bridge.modern("{}").callTool("ask", "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().at("/code").integer()).isEqualTo(-32021);
        assertThat(reply.error().at("/data/requiredCapabilities"))
                .isEqualTo(Json.parse("{\"elicitation\":{\"form\":{}}}"));
    }

    @Test
    void cannotBridge_27_headersThatMirrorArguments_areCheckedAndNotPassedOnToALegacyServer() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        List<String> names = List.of("Mcp-Method", "Mcp-Name", "Mcp-Param-Region", "Mcp-Session-Id");
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge legacy = Bridge.overHttpTo(servers, names, seen)) {
            ModernHttpClient client = legacy.modern("{}");

            RawReply wrong = client.tool("routed", "{\"region\":\"eu\"}")
                    .mirror("Region", "us")
                    .send();
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.error().at("/code").integer()).isEqualTo(-32020);
            assertThat(servers.servers())
                    .allSatisfy(
                            server -> assertThat(server.received("tools/call")).isEmpty());

            RawReply right = client.tool("routed", "{\"region\":\"eu\"}")
                    .mirror("Region", "eu")
                    .send();
            assertThat(Steps.told(right)).isEqualTo("{\"region\":\"eu\"}");
            assertThat(seen).isNotEmpty().allMatch(header -> header.startsWith("Mcp-Session-Id="));
        }
    }
}
