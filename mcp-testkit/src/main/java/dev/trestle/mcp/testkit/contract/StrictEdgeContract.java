package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of an endpoint that serves 2026-07-28 and nothing else: it says so to whoever comes from the legacy era. */
public abstract class StrictEdgeContract extends ModernEdgeContract {

    /** For subclasses. */
    protected StrictEdgeContract() {}

    @Test
    void golden29_otherHttpMethods_areNotAllowed() {
        for (String method : List.of("GET", "DELETE")) {
            RawReply reply = client().send(method, Map.of("Accept", "text/event-stream"));
            assertThat(reply).hasStatus(405);
            assertThat(reply.header("Allow")).contains("POST");
        }
    }

    @Test
    void legacy_initialize_isToldTheVersions() {
        RawReply reply = stranger().initializeOnly(LAST_LEGACY, "{}");

        assertThat(reply).isRefused(400, -32022);
        assertThat(reply.error().at("/data/requested").text()).isEqualTo(LAST_LEGACY);
        assertThat(reply.error().at("/data/supported").items()).contains(Json.parse("\"" + MODERN + "\""));
    }

    @Test
    void legacy_request_isToldTheVersions() {
        ModernRequest request =
                client().request("tools/list", null).withoutEnvelope().withoutMirrors();
        RawReply bare = request.send();
        assertThat(bare).isRefused(400, -32022);
        assertThat(bare.error().has("/data/supported")).isTrue();
        assertThat(bare.error().has("/data/requested")).isFalse();

        RawReply named = request.header("MCP-Protocol-Version", LAST_LEGACY).send();
        assertThat(named).isRefused(400, -32022);
        assertThat(named.error().at("/data/requested").text()).isEqualTo(LAST_LEGACY);
    }

    @Test
    void legacy_notification_isTakenAndDropped() {
        assertThat(stranger().notify("notifications/initialized", null))
                .hasStatus(202)
                .isEmpty();
    }

    @Test
    void legacy_batch_isNoRequest() {
        RawMcpClient legacy = stranger();

        assertThat(legacy.post("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", Map.of())
                        .reply())
                .isRefused(400, -32600);
    }
}
