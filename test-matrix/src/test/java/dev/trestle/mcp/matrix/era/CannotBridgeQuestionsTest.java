package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.CannedHttpServer;
import dev.trestle.mcp.testkit.fake.Exchange;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits in docs/eras.md that are about questions to users. */
class CannotBridgeQuestionsTest {

    private static final String ROOTS = "{\"roots\":[{\"uri\":\"file:///a\"}]}";
    private static final String NO_LINK =
            "isError The server needs a capability that this client did not declare: elicitation.url";
    private static final String NO_FORM =
            "The server needs a capability that this client did not declare:" + " elicitation.form";

    private ModernHttpServer modern;
    private CannedHttpServer canned;

    @BeforeEach
    void start() {
        modern = ModernHttpServer.started();
        canned = CannedHttpServer.start()
                .on(
                        "server/discover",
                        200,
                        "\"result\":{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                                + "\"capabilities\":{\"tools\":{},\"prompts\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}");
    }

    @AfterEach
    void stop() {
        canned.close();
        modern.close();
    }

    private static InputAnswer rejected(Json question) {
        return new InputAnswer.Failure(JsonRpcError.of(-1, "the user rejected it"));
    }

    /** Answers everything by asking. */
    private void asks(String method, String question) {
        canned.on(
                method,
                200,
                "\"result\":{\"resultType\":\"input_required\",\"inputRequests\":{\"it\":" + question + "}}");
    }

    @Test
    void cannotBridge_01_formThatALegacyClientFailsToAnswer_countsAsCancelled() throws Exception {
        try (Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25).answering(CannotBridgeQuestionsTest::rejected);

            assertThat(Steps.told(client.callTool("ask", "{}"))).isEqualTo("cancel");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask_sampling sampling/createMessage", "ask_roots roots/list"})
    void cannotBridge_01_samplingAndRootsThatALegacyClientFailsToGive_endTheCall(String toolAndMethod)
            throws Exception {
        String[] parts = toolAndMethod.split(" ", 2);
        try (Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25).answering(CannotBridgeQuestionsTest::rejected);

            assertThat(Steps.told(client.callTool(parts[0], "{}")))
                    .isEqualTo("isError The call was given up: the client did not answer " + parts[1]
                            + ": the user rejected it");
            assertThat(modern.server().received("tools/call")).hasSize(1);
        }
    }

    @Test
    void cannotBridge_01_whereNoToolIsCalled_theEndIsAnError() throws Exception {
        asks("prompts/get", "{\"method\":\"roots/list\"}");
        try (Bridge bridge = Bridge.to(canned)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25).answering(CannotBridgeQuestionsTest::rejected);

            assertThat(Steps.told(client.request("prompts/get", "{\"name\":\"p\"}")))
                    .isEqualTo("error -32603 The call was given up: the client did not answer roots/list:"
                            + " the user rejected it");
        }
    }

    @Test
    void cannotBridge_02_questionOutsideAnyCall_isRefused() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers)) {
            bridge.modern(Bridge.EVERYTHING)
                    .callTool("echo", "{\"text\":\"hi\"}")
                    .result();

            for (String method : List.of("elicitation/create", "sampling/createMessage", "roots/list")) {
                assertThat(asked(servers.called(), method).at("/error"))
                        .isEqualTo(Json.parse("{\"code\":-32601,\"message\":"
                                + "\"A client of 2026-07-28 can be asked only during its calls\"}"));
            }
        }
    }

    @Test
    void cannotBridge_02_rootsOutsideAnyCall_areTheLastThatAreKnown() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers)) {
            assertThat(withRoots(bridge)).isEqualTo("roots: file:///a");

            assertThat(asked(servers.called(), "roots/list").at("/result")).isEqualTo(Json.parse(ROOTS));
        }
    }

    private static String withRoots(Bridge bridge) {
        return bridge.modern(Bridge.EVERYTHING)
                .tool("ask_roots", "{}")
                .send((key, method, params) -> ROOTS)
                .text();
    }

    /** What a server is answered that asks without a call. */
    private static Json asked(ScriptedServer server, String method) {
        String id = "outside " + method;
        server.sendLine("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":{}}");
        Await.until("an answer", () -> server.received().stream().anyMatch(message -> isAnswer(message, id)));
        return server.received().stream()
                .filter(message -> isAnswer(message, id))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isAnswer(Json message, String id) {
        return id.equals(message.at("/id").value()) && !message.has("/method");
    }

    /** Asks before it lists or completes, and gives what it was answered as the name of a tool, or as the completion. */
    private static Behaviour curious() {
        Behaviour usual = EraTools.legacy();
        return exchange -> switch (exchange.method()) {
            case "tools/list" ->
                answered(exchange)
                        .thenCompose(answer -> Replies.result(
                                "{\"tools\":[{\"name\":" + answer + ",\"inputSchema\":{\"type\":\"object\"}}]}"));
            case "completion/complete" ->
                answered(exchange)
                        .thenCompose(answer -> Replies.result("{\"completion\":{\"values\":[" + answer + "]}}"));
            default -> usual.answer(exchange);
        };
    }

    private static CompletionStage<Json> answered(Exchange exchange) {
        return exchange.ask("roots/list", null)
                .thenApply(answer -> answer instanceof InputAnswer.Failure failure
                        ? Json.parse("\"error " + failure.error().code() + "\"")
                        : Json.parse(((InputAnswer.Result) answer).json()).at("/roots/0/uri"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cannotBridge_03_questionDuringAListOrACompletion_isAnsweredAsOneOutsideCalls(boolean http) throws Exception {
        ScriptedBackend servers = new ScriptedBackend(CannotBridgeQuestionsTest::curious);
        try (Bridge bridge = http ? Bridge.overHttpTo(servers) : Bridge.to(servers)) {
            ModernHttpClient client = bridge.modern(Bridge.EVERYTHING);

            assertThat(listed(client)).isEqualTo("error -32601");
            assertThat(completed(client)).isEqualTo("error -32601");

            withRoots(bridge);
            assertThat(listed(client)).isEqualTo("file:///a");
            assertThat(completed(client)).isEqualTo("file:///a");
        }
    }

    private static String listed(ModernHttpClient client) {
        return client.call("tools/list", null).result().at("/tools/0/name").text();
    }

    private static String completed(ModernHttpClient client) {
        return client.call(
                        "completion/complete",
                        "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greet\"},"
                                + "\"argument\":{\"name\":\"who\",\"value\":\"\"}}")
                .result()
                .at("/completion/values/0")
                .text();
    }

    @Test
    void cannotBridge_13_linkForAClientThatKnowsNone_isNotShown() throws Exception {
        try (Bridge bridge = Bridge.to(modern)) {
            for (ClientKind kind : List.of(ClientKind.V2024_11_05, ClientKind.V2025_03_26, ClientKind.V2025_06_18)) {
                RawReply reply = bridge.legacy(kind).callTool("ask_url", "{}");

                assertThat(Steps.told(reply)).isEqualTo(NO_LINK);
                assertThat(reply.messages()).hasSize(1);
            }
        }
    }

    @Test
    void cannotBridge_14_formForAClientThatKnowsNone_isNotShown() throws Exception {
        try (Bridge bridge = Bridge.to(modern)) {
            for (ClientKind kind : List.of(ClientKind.V2024_11_05, ClientKind.V2025_03_26)) {
                RawMcpClient client = bridge.legacy(kind);
                RawReply tool = client.callTool("ask", "{}");
                RawReply prompt = client.request("prompts/get", "{\"name\":\"asking\"}");

                assertThat(Steps.told(tool)).isEqualTo("isError " + NO_FORM);
                assertThat(Steps.told(prompt)).isEqualTo("error -32603 " + NO_FORM);
                assertThat(tool.messages()).hasSize(1);
                assertThat(prompt.messages()).hasSize(1);
            }
        }
    }

    @Test
    void cannotBridge_23_tasksOfALegacyClient_areNotDeclaredToAModernServer() throws Exception {
        try (Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(
                    ClientKind.V2025_11_25,
                    "{\"sampling\":{},\"tasks\":{\"list\":{},\"requests\":{\"sampling\":{\"createMessage\":{}}}}}");

            Json meta = Json.parse(client.callTool("meta", "{}").text());

            assertThat(meta.members().get("io.modelcontextprotocol/clientCapabilities"))
                    .isEqualTo(Json.parse("{\"sampling\":{}}"));
        }
    }

    @Test
    void cannotBridge_23_tasksOfAModernClient_areNotDeclaredToALegacyServer() throws Exception {
        ScriptedBackend servers = new ScriptedBackend();
        try (Bridge bridge = Bridge.to(servers)) {
            bridge.modern("{\"sampling\":{},\"tasks\":{\"list\":{}}}")
                    .callTool("echo", "{\"text\":\"hi\"}")
                    .result();

            assertThat(servers.called().received("initialize").get(0).at("/params/capabilities"))
                    .isEqualTo(Json.parse("{\"sampling\":{}}"));
        }
    }

    @Test
    void cannotBridge_26_includeContextOfALegacyServer_isPassedOn() throws Exception {
        ScriptedBackend servers = ScriptedBackend.withTool(
                "sample",
                exchange -> exchange.ask(
                                "sampling/createMessage",
                                "{\"messages\":[],\"maxTokens\":1,\"includeContext\":\"thisServer\"}")
                        .thenApply(answer -> new McpReply.Result(JsonSlice.of("{\"content\":[]}"))));
        try (Bridge bridge = Bridge.to(servers)) {
            Json asked =
                    bridge.modern(Bridge.EVERYTHING).callTool("sample", "{}").result();

            assertThat(asked.at("/inputRequests/q1/params/includeContext").text())
                    .isEqualTo("thisServer");
        }
    }

    @Test
    void cannotBridge_26_includeContextOfAModernServer_isPassedOn() throws Exception {
        asks(
                "tools/call",
                "{\"method\":\"sampling/createMessage\",\"params\":"
                        + "{\"messages\":[],\"maxTokens\":1,\"includeContext\":\"allServers\"}}");
        canned.on("tools/list", 200, "\"result\":{\"resultType\":\"complete\",\"tools\":[]}");
        List<Json> asked = new CopyOnWriteArrayList<>();
        try (Bridge bridge = Bridge.to(canned)) {
            bridge.legacy(ClientKind.V2025_11_25, "{\"sampling\":{\"context\":{}}}")
                    .answering(question -> {
                        asked.add(question.at("/params/includeContext"));
                        return rejected(question);
                    })
                    .callTool("sample", "{}")
                    .result();

            assertThat(asked).containsExactly(Json.parse("\"allServers\""));
        }
    }

    @Test
    void cannotBridge_28_progressThatALegacyClientReportsOnAQuestion_isDropped() throws Exception {
        try (Bridge bridge = Bridge.to(modern)) {
            RawMcpClient client = bridge.legacy(ClientKind.V2025_11_25);
            client.answering(question -> {
                RawReply taken = client.notify("notifications/progress", "{\"progressToken\":\"t\",\"progress\":1}");
                assertThat(taken.status()).isEqualTo(202);
                return new InputAnswer.Result(JsonSlice.of("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"));
            });

            assertThat(Steps.told(client.callTool("ask", "{}"))).isEqualTo("accept Ada");

            assertThat(modern.server().received("notifications/progress")).isEmpty();
            assertThat(modern.server().violations()).noneMatch(wrong -> wrong.startsWith("a notification"));
        }
    }
}
