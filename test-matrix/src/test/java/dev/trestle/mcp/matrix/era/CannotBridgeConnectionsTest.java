package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.client.SseEvent;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The limits in docs/eras.md that are about clients who are away and connections that break. */
class CannotBridgeConnectionsTest {

    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";
    private static final String STALE = "error -32602 Invalid or expired requestState";
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String SLOW = "{\"steps\":5,\"delayMs\":50}";
    private static final String KEYS = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static Json asked(Bridge bridge, String tool) {
        Json result = bridge.modern(Bridge.EVERYTHING).callTool(tool, "{}").result();
        assertThat(result.at("/resultType").text()).isEqualTo("input_required");
        return result;
    }

    private static ModernRequest retry(Bridge bridge, String tool, Json asked) {
        return bridge.modern(Bridge.EVERYTHING)
                .tool(tool, "{}")
                .retry("{\"q1\":" + ADA + "}", asked.at("/requestState").slice().toString());
    }

    @Test
    @Tag("limit:parkTtl")
    void cannotBridge_05_serverWhoseClientDoesNotComeBack_isToldThatTheUserCancelled() throws Exception {
        // One that goes on after the answer: a call that its server ends at once, there is no need to cancel.
        ScriptedBackend servers = ScriptedBackend.withTool(
                "ask",
                exchange -> exchange.ask("elicitation/create", "{\"message\":\"who?\",\"requestedSchema\":{}}")
                        .thenCompose(answer -> Replies.never()));
        try (Bridge bridge = Bridge.to(servers, Bridge.Patience.withForms(SHORT))) {
            Json asked = asked(bridge, "ask");
            ScriptedServer server = servers.called();

            server.await("notifications/cancelled", 1);
            List<Json> heard = server.received();
            int call = heard.indexOf(server.received("tools/call").get(0));
            assertThat(heard.subList(call + 1, heard.size()))
                    .extracting(message -> message.has("/method")
                            ? message.at("/method").text()
                            : message.at("/result").toString())
                    .containsExactly("{\"action\":\"cancel\"}", "notifications/cancelled");
            assertThat(Steps.told(retry(bridge, "ask", asked).send())).isEqualTo(STALE);
        }
    }

    @Test
    @Tag("limit:urlParkTtl")
    void cannotBridge_05_whoeverOpensALink_mayTakeLonger() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers, Bridge.Patience.withForms(SHORT))) {
            Json link = asked(bridge, "ask_url");
            Json form = asked(bridge, "ask");
            Await.until("the form is given up", () -> bridge.parked() == 1);

            assertThat(Steps.told(retry(bridge, "ask", form).send())).isEqualTo(STALE);
            assertThat(Steps.told(retry(bridge, "ask_url", link).send())).startsWith("accept");
        }
    }

    @Test
    void cannotBridge_06_afterARestart_aParkedCallIsUnknownAndNothingIsDone() throws Exception {
        Bridge.Patience withKeys = Bridge.Patience.withKeys(KEYS);
        Json asked;
        try (Bridge first = Bridge.to(new ScriptedBackend(), withKeys)) {
            asked = asked(first, "ask");
        }
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge second = Bridge.to(servers, withKeys)) {
            assertThat(Steps.told(retry(second, "ask", asked).send())).isEqualTo(STALE);

            assertThat(servers.servers())
                    .allSatisfy(
                            server -> assertThat(server.received("tools/call")).isEmpty());
        }
    }

    @Test
    void cannotBridge_11_ofTheProgressWhileTheClientIsAway_theLastIsTold() throws Exception {
        CompletableFuture<Exchange> running = new CompletableFuture<>();
        ScriptedBackend servers = ScriptedBackend.withTool("work", exchange -> {
            running.complete(exchange);
            return exchange.ask("elicitation/create", "{\"message\":\"who?\",\"requestedSchema\":{}}")
                    .thenApply(CannotBridgeConnectionsTest::actionOf);
        });
        try (Bridge bridge = Bridge.to(servers)) {
            Json asked = bridge.modern(Bridge.EVERYTHING)
                    .tool("work", "{}")
                    .meta("progressToken", "\"first\"")
                    .send()
                    .result();
            for (int progress = 1; progress <= 3; progress++) {
                Await.value("the call", running).progress(progress);
            }
            awaitAllIsHeard(servers.called());

            RawReply reply = retry(bridge, "work", asked)
                    .meta("progressToken", "\"second\"")
                    .send();

            assertThat(Steps.told(reply)).isEqualTo("accept");
            assertThat(reply.notifications("notifications/progress"))
                    .extracting(notice -> notice.at("/params").toString())
                    .containsExactly("{\"progressToken\":\"second\",\"progress\":3}");
        }
    }

    private static McpReply actionOf(InputAnswer answer) {
        String action =
                Json.parse(((InputAnswer.Result) answer).json()).at("/action").text();
        return new McpReply.Result(JsonSlice.of("{\"content\":[{\"type\":\"text\",\"text\":\"" + action + "\"}]}"));
    }

    /** Messages are handled in order, so that what was said before a ping is known when that is answered. */
    private static void awaitAllIsHeard(ScriptedServer server) {
        server.sendLine("{\"jsonrpc\":\"2.0\",\"id\":\"still there?\",\"method\":\"ping\"}");
        Await.until(
                "an answer to a ping",
                () -> server.received().stream()
                        .anyMatch(message ->
                                "still there?".equals(message.at("/id").value())));
    }

    @Test
    void cannotBridge_15_cutConnection_cancelsForModernClientsAlone() throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started();
                Bridge bridge = Bridge.to(modern)) {
            RawMcpClient legacy = bridge.legacy(ClientKind.V2025_11_25);
            RawStream call = cut(legacy.start(
                    "tools/call",
                    "{\"name\":\"slow\",\"arguments\":" + SLOW + ",\"_meta\":{\"progressToken\":\"t\"}}"));
            assertThat(Steps.told(legacy.resume(lastId(call)).reply())).isEqualTo("done");
            assertThat(modern.server().cancelled()).isZero();

            cut(bridge.modern("{}")
                    .tool("slow", "{\"steps\":1000,\"delayMs\":50}")
                    .meta("progressToken", "\"t\"")
                    .open());
            Await.until("the server hears of it", () -> modern.server().cancelled() == 1);
        }
    }

    private static RawStream cut(RawStream call) {
        call.await("notifications/progress");
        call.close();
        return call;
    }

    private static String lastId(RawStream call) {
        return Objects.requireNonNull(
                call.events().get(call.events().size() - 1).id());
    }

    @Test
    void cannotBridge_16_whatAModernClientMissed_cannotBeFetchedAndIsExecutedAnew() throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started();
                Bridge bridge = Bridge.to(modern)) {
            ModernHttpClient client = bridge.modern("{}");
            ModernRequest request = client.tool("slow", SLOW).meta("progressToken", "\"t\"");
            RawStream call = cut(request.open());
            assertThat(call.events()).extracting(SseEvent::id).containsOnlyNulls();

            RawReply fetched = client.send(
                    "GET",
                    Map.of(
                            "Accept", "text/event-stream",
                            "MCP-Protocol-Version", "2026-07-28",
                            "Last-Event-ID", "1-1"));
            assertThat(fetched.status()).isEqualTo(400);
            assertThat(Json.parse(fetched.body()).at("/error/message").text())
                    .isEqualTo("Bad Request: unsupported MCP-Protocol-Version; supported:"
                            + " 2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25");
            assertThat(Steps.told(request.send())).isEqualTo("done");
            assertThat(modern.server().received("tools/call")).hasSize(2);
        }
    }

    @Test
    void cannotBridge_30_callWhoseConnectionToAModernServerBreaks_failsAndIsNotSentAgain() throws Exception {
        try (ModernHttpServer modern = ModernHttpServer.started();
                Bridge bridge = Bridge.to(modern)) {
            String lost = "error -32603 Backend 'era' at " + modern.endpoint() + " was lost before it had answered"
                    + " (the connection broke); whether it did what it was asked to is unknown";

            assertThat(Steps.told(bridge.legacy(ClientKind.V2025_11_25).callTool("die", "{}")))
                    .isEqualTo(lost);
            assertThat(modern.server().received("tools/call")).hasSize(1);
            assertThat(Steps.told(bridge.modern("{}").callTool("die", "{}"))).isEqualTo(lost);
            assertThat(modern.server().received("tools/call")).hasSize(2);
        }
    }
}
