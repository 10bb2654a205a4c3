package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of an endpoint that serves both eras: each message decides for itself, whatever came before it. */
public abstract class DualEdgeContract extends ModernEdgeContract {

    /** For subclasses. */
    protected DualEdgeContract() {}

    @Test
    void golden08_legacyInitializeThatAsksForTheModernVersion_getsTheLastLegacyOne() {
        RawReply reply = stranger().initializeOnly(MODERN, "{}");

        assertThat(reply).isResult();
        assertThat(reply.result().at("/protocolVersion").text()).isEqualTo(LAST_LEGACY);
        assertThat(reply.result().has("/resultType")).isFalse();
    }

    @Test
    void golden38_legacyRequests_needTheirSession() {
        RawMcpClient legacy = stranger();

        assertThat(legacy.request("tools/call", echo("x"))).hasStatus(400);
        legacy.header("Mcp-Session-Id", "no-such-session");
        assertThat(legacy.request("tools/call", echo("x"))).hasStatus(404);
    }

    @Test
    void golden43_unknownToolOfALegacyClient_isToldInBand() {
        assertThat(connect(LAST_LEGACY).callTool("no_such_tool", "{}")).hasStatus(200);
    }

    @Test
    void eras_onOneUrl_doNotDisturbEachOther() {
        RawMcpClient legacy = connect(LAST_LEGACY);
        for (int i = 0; i < 3; i++) {
            RawReply old = legacy.request("tools/call", echo("legacy " + i));
            RawReply modern = call(echo("modern " + i)).id(legacy.lastId()).send();

            assertThat(old).hasText("legacy " + i);
            assertThat(modern).hasText("modern " + i);
            assertThat(old.result().has("/resultType")).isFalse();
            assertThat(modern.result().at("/resultType").text()).isEqualTo("complete");
        }
    }

    @Test
    void modernRequest_withALegacySessionId_isAModernOne() {
        RawMcpClient legacy = connect(LAST_LEGACY);
        RawReply reply = call(echo("x"))
                .header("Mcp-Session-Id", String.valueOf(legacy.sessionId()))
                .send();

        assertThat(reply).hasText("x");
        assertThat(reply.result().at("/resultType").text()).isEqualTo("complete");
        assertThat(legacy.request("ping", null)).isResult();
    }

    @Test
    void legacyStream_hearsNothingOfModernRequests() {
        RawMcpClient legacy = connect(LAST_LEGACY);
        try (RawStream stream = legacy.openStream()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(call(progress()).meta("progressToken", "1").send()).isResult();
            assertThat(legacy.request("ping", null)).isResult();

            assertThat(stream.messages()).isEmpty();
        }
    }

    @Test
    void legacyResults_areBareObjects() {
        RawReply reply = connect(LAST_LEGACY).request("ping", null);

        assertThat(reply.result().members()).isEmpty();
    }

    @Test
    void legacyBatch_isRefusedAsBefore() {
        assertThat(connect(LAST_LEGACY)
                        .post("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", Map.of())
                        .reply())
                .isRefused(400, -32600);
    }
}
