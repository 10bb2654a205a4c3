package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.session.RecordingStream;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process behind the real gateway, spoken to in messages as an edge would. */
class ThroughGatewayTest {

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CompletableFuture<String> interrupted = new CompletableFuture<>();
    private final McpServer server = McpServer.builder("demo", "1")
            .tool(Tool.named("asks").handler((arguments, context) -> {
                context.progress(1, 2);
                return ToolResult.text(context.roots().size() + " roots");
            }))
            .tool(Tool.named("waits").handler((arguments, context) -> {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.complete("interrupted");
                }
                return ToolResult.text("never");
            }))
            .build();
    private final McpGateway gateway =
            McpGateway.builder().backend("demo", server).build();
    private final LegacyClientEra era = new LegacyClientEra(gateway::view, gateway.context(), SessionLimits.DEFAULT);
    private final McpSession session = era.open("", Principal.ANONYMOUS);

    @BeforeEach
    void initialize() {
        RecordingStream stream = new RecordingStream();
        era.initialize(session, (Request) read("""
                        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                         "capabilities":{"roots":{}},"clientInfo":{"name":"c","version":"1"}}}"""), stream);
        assertThat(Json.parse(Await.value("initialize", stream.last()))
                        .at("/result/serverInfo/name")
                        .text())
                .isEqualTo("demo");
        era.notified(session, (Notification) read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
    }

    @AfterEach
    void close() {
        Await.value("era", era.close(Duration.ofSeconds(1)));
        Await.value("gateway", gateway.close(Duration.ofSeconds(1)));
    }

    private JsonRpcMessage read(String json) {
        try {
            return reader.read(JsonSlice.of(json));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private RecordingStream send(String request) {
        RecordingStream stream = new RecordingStream();
        era.request(session, (Request) read(request), stream);
        return stream;
    }

    @Test
    void callThatAsks_isAnsweredOnOneStreamInOrder() {
        RecordingStream stream = send("""
                {"jsonrpc":"2.0","id":"a","method":"tools/call",
                 "params":{"name":"asks","_meta":{"progressToken":5}}}""");
        Await.until("the question", () -> stream.messages().size() == 2);
        Json question = Json.parse(stream.messages().get(1));
        assertThat(question.at("/method").text()).isEqualTo("roots/list");
        era.answered(session, (Response)
                read("{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id").slice() + ",\"result\":{\"roots\":[]}}"));

        Json answer = Json.parse(Await.value("answer", stream.last()));
        assertThat(answer.at("/id").text()).isEqualTo("a");
        assertThat(answer.at("/result/content/0/text").text()).isEqualTo("0 roots");
        Json progress = Json.parse(stream.messages().get(0));
        assertThat(progress.at("/params")).isEqualTo(Json.parse("{\"progressToken\":5,\"progress\":1,\"total\":2}"));
    }

    @Test
    void cancelledCall_interruptsItsHandler() {
        send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"waits\"}}");
        Await.until("the handler", () -> waiting.getCount() == 0);
        era.notified(session, (Notification)
                read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9}}"));
        assertThat(Await.value("interrupt", interrupted)).isEqualTo("interrupted");
    }

    @Test
    void changedList_reachesTheOpenStream() {
        RecordingStream listening = new RecordingStream();
        era.listen(session, listening);
        server.removeTool("waits");
        Await.until("the change", () -> listening.messages().size() == 1);
        assertThat(Json.parse(listening.messages().get(0)).at("/method").text())
                .isEqualTo("notifications/tools/list_changed");
    }

    @Test
    void endOfTheSession_interruptsItsHandlers() {
        send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"waits\"}}");
        Await.until("the handler", () -> waiting.getCount() == 0);
        Await.value("end", era.end(session));
        assertThat(Await.value("interrupt", interrupted)).isEqualTo("interrupted");
    }
}
