package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.RawHttp;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server of Streamable HTTP must refuse, each with its one status. */
public abstract class TransportRefusals extends SubjectContract {

    static final String LATEST = "2025-11-25";
    static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    /**
     * How long a body may be that the server still reads.
     *
     * @return in bytes, 4 MiB by default
     */
    protected long bodyLimit() {
        return 4 << 20;
    }

    @Test
    void spec20251125_streamableHttp_badOriginIs403() {
        RawMcpClient client = connect(LATEST);
        Map<String, String> foreign = Map.of("Origin", "https://evil.example.com");

        assertThat(client.post(PING, foreign).reply()).hasStatus(403);
        assertThat(client.get(foreign).reply()).hasStatus(403);
        assertThat(client.send("DELETE", foreign)).hasStatus(403);
        assertThat(client.post(PING, Map.of("Origin", "null")).reply()).hasStatus(403);
        assertThat(client.request("ping", null)).isResult();
    }

    @Test
    void spec20251125_streamableHttp_ownOriginIsServed() {
        String own = "http://" + endpoint().getHost() + ":" + endpoint().getPort();

        assertThat(connect(LATEST).post(PING, Map.of("Origin", own)).reply()).isResult();
    }

    @Test
    void spec20251125_streamableHttp_foreignHostIs403() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "evil.example.com");
        headers.put("Accept", RawMcpClient.ACCEPT_BOTH);
        headers.put("Content-Type", "application/json");

        assertThat(RawHttp.exchange(
                        endpoint(), RawHttp.request("POST", endpoint().getPath(), headers, PING)))
                .hasStatus(403);
    }

    @Test
    void spec20251125_streamableHttp_requestWithoutSessionIs400() {
        assertThat(stranger().post(PING, Map.of()).reply()).isRefused(400, -32000);
        assertThat(stranger().get(Map.of()).reply()).hasStatus(400);
        assertThat(stranger().delete()).hasStatus(400);
    }

    @Test
    void spec20251125_streamableHttp_unknownSessionIs404() {
        RawMcpClient stranger = stranger().header("Mcp-Session-Id", "no-such-session");

        assertThat(stranger.post(PING, Map.of()).reply()).isRefused(404, -32001);
        assertThat(stranger.get(Map.of()).reply()).hasStatus(404);
        assertThat(stranger.delete()).hasStatus(404);
    }

    @Test
    void spec20251125_streamableHttp_deletedSessionIs404() {
        RawMcpClient client = connect(LATEST);
        assertThat(client.delete().status()).isBetween(200, 299);

        assertThat(client.request("ping", null)).isRefused(404, -32001);
        assertThat(client.get(Map.of()).reply()).hasStatus(404);
        assertThat(client.notify("notifications/roots/list_changed", null)).hasStatus(404);
    }

    @Test
    void spec20251125_streamableHttp_otherMethodIs405WithAllow() {
        for (String method : List.of("PUT", "PATCH")) {
            RawReply reply = connect(LATEST).send(method, Map.of());
            assertThat(reply).hasStatus(405);
            assertThat(reply.header("allow").orElse(""))
                    .contains("GET")
                    .contains("POST")
                    .contains("DELETE");
        }
    }

    @Test
    void spec20251125_streamableHttp_acceptWithoutBothTypesIs406() {
        RawMcpClient client = connect(LATEST);

        for (String accept : List.of("application/json", "text/event-stream", "text/html")) {
            assertThat(client.post(PING, Map.of("Accept", accept)).reply()).isRefused(406, -32000);
        }
        assertThat(client.get(Map.of("Accept", "application/json")).reply()).hasStatus(406);
    }

    @Test
    void spec20251125_streamableHttp_bodyThatIsNotDeclaredAsJsonIs415() {
        RawMcpClient client = connect(LATEST);

        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonx")) {
            assertThat(client.post(PING, Map.of("Content-Type", type)).reply()).isRefused(415, -32000);
        }
        assertThat(client.post(PING, Map.of("Content-Type", "application/json; charset=utf-8"))
                        .reply())
                .isResult();
    }

    @Test
    void spec20250618_streamableHttp_unsupportedVersionHeaderIs400() {
        RawMcpClient client = connect(LATEST);

        for (String version : List.of("1999-01-01", "nonsense")) {
            assertThat(client.post(PING, Map.of("MCP-Protocol-Version", version))
                            .reply())
                    .isRefused(400, -32000);
        }
    }

    @Test
    void spec20250618_streamableHttp_missingVersionHeaderIsServed() {
        assertThat(connect(LATEST)
                        .post(PING, Map.of("MCP-Protocol-Version", ""))
                        .reply())
                .isResult();
    }

    @Test
    void jsonRpc_message_bodyThatIsNoJsonIs400() {
        RawMcpClient client = connect(LATEST);

        for (String body : List.of("", "{", "hello", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x")) {
            assertThat(client.post(body, Map.of()).reply()).isRefused(400, -32700);
        }
        byte[] latin1 = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(client.post(latin1, Map.of()).reply()).isRefused(400, -32700);
    }

    @Test
    void jsonRpc_message_bodyThatIsNoMessageIs400() {
        RawMcpClient client = connect(LATEST);

        for (String body : List.of(
                "7",
                "{}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}")) {
            assertThat(client.post(body, Map.of()).reply()).isRefused(400, -32600);
        }
    }

    @Test
    void spec20250618_streamableHttp_batchIs400() {
        for (String version : List.of("2025-06-18", LATEST)) {
            RawMcpClient client = connect(version);
            assertThat(client.post("[" + PING + "]", Map.of()).reply()).isRefused(400, -32600);
            assertThat(client.post("[]", Map.of()).reply()).isRefused(400, -32600);
        }
    }

    @Test
    void spec20251125_lifecycle_secondInitializeIs400() {
        RawMcpClient client = connect(LATEST);

        assertThat(client.initializeOnly(LATEST, "{}")).isRefused(400, -32600);
        assertThat(client.request("ping", null)).isResult();
    }

    @Test
    void http_body_longerThanTheLimitIs413() {
        RawMcpClient client = connect(LATEST);
        String head = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"";
        int room = Math.toIntExact(bodyLimit() - head.length() - "\"}}".length());

        assertThat(client.post(head + "x".repeat(room) + "\"}}", Map.of()).reply())
                .isResult();
        assertThat(RawHttp.exchange(endpoint(), tooLong(client, head + "x".repeat(room + 1) + "\"}}")))
                .hasStatus(413);
        assertThat(client.request("ping", null)).isResult();
    }

    private String tooLong(RawMcpClient client, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", endpoint().getHost() + ":" + endpoint().getPort());
        headers.put("Accept", RawMcpClient.ACCEPT_BOTH);
        headers.put("Content-Type", "application/json");
        headers.put("Mcp-Session-Id", String.valueOf(client.sessionId()));
        return RawHttp.request("POST", endpoint().getPath(), headers, body);
    }
}
