package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The rules of Streamable HTTP in its legacy shape (2025-03-26, 2025-06-18, 2025-11-25), for a server with sessions on a
 * loopback address. Methods are named by the version of the specification that first has the rule, the page, and the rule.
 * The server lists at least one tool, and has three that subclasses may name otherwise.
 */
public abstract class TransportContract extends TransportResumption {

    private static final String CONTRACT_TOKEN = "\"contract-token\"";

    /** For subclasses. */
    protected TransportContract() {}

    /**
     * The params of a call of a tool that gives a text back.
     *
     * @param text the text
     * @return by default those of {@code echo {message}}
     */
    protected String echo(String text) {
        return "{\"name\":\"echo\",\"arguments\":"
                + JsonWriter.object().put("message", text).toSlice() + "}";
    }

    /** By default a call of {@code slow {steps, delayMs}}. */
    @Override
    protected String slow(int steps, String token) {
        return "{\"name\":\"slow\",\"arguments\":{\"steps\":" + steps + ",\"delayMs\":30},\"_meta\":{\"progressToken\":"
                + token + "}}";
    }

    /**
     * The params of a call of a tool that asks the user by a form, and tells in its result how the user answered: something
     * with {@code Ada} if that name was accepted, something with {@code decline} if the user declined.
     *
     * @return by default those of {@code ask}
     */
    protected String ask() {
        return "{\"name\":\"ask\",\"arguments\":{}}";
    }

    @Test
    void spec20250326_lifecycle_initializeGivesTheVersionAskedFor() {
        for (String version : List.of("2025-03-26", "2025-06-18", LATEST)) {
            RawReply reply = stranger().initialize(version, "{}");
            assertThat(reply).isResult();
            assertThat(reply.result().at("/protocolVersion").text()).isEqualTo(version);
            assertThat(reply.result().at("/serverInfo/name").text()).isNotBlank();
            assertThat(reply.result().at("/capabilities").members()).isNotNull();
        }
    }

    @Test
    void spec20250326_lifecycle_unknownVersionGetsTheLatestLegacyOne() {
        for (String version : List.of("1999-01-01", "2026-07-28")) {
            RawReply reply = stranger().initialize(version, "{}");
            assertThat(reply.result().at("/protocolVersion").text()).isEqualTo(LATEST);
        }
    }

    @Test
    void spec20250326_streamableHttp_sessionIdIsVisibleAsciiAndNeverTheSame() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            String id = String.valueOf(connect(LATEST).sessionId());
            assertThat(id).matches("[\\x21-\\x7e]{16,}");
            ids.add(id);
        }
        assertThat(ids).hasSize(10);
    }

    @Test
    void spec20250326_streamableHttp_notificationIs202WithoutBody() {
        assertThat(connect(LATEST).notify("notifications/roots/list_changed", null))
                .hasStatus(202)
                .isEmpty();
    }

    @Test
    void spec20250326_tools_listIsNotEmpty() {
        RawReply reply = connect(LATEST).request("tools/list", null);

        assertThat(reply.result().at("/tools").items())
                .isNotEmpty()
                .allSatisfy(tool -> assertThat(tool.at("/name").text()).isNotBlank());
    }

    @Test
    void jsonRpc_id_isEchoedAsItIs() {
        RawMcpClient client = connect(LATEST);

        for (String id : List.of("7", "\"7\"", "0", "-3", "9007199254740993", "\"\"", "\"é \\\" 😀\"")) {
            RawReply reply = client.post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}", Map.of())
                    .reply();
            assertThat(reply).isResult();
            assertThat(reply.response().at("/id")).isEqualTo(Json.parse(id));
        }
    }

    @Test
    void jsonRpc_unknownMethod_isInBand() {
        assertThat(connect(LATEST).request("no/such/method", null)).isFailure(-32601);
    }

    @Test
    void spec20250326_tools_textComesBackAsItWasSent() {
        RawMcpClient client = connect(LATEST);

        for (String text : List.of("plain", "é \" \\ \n\r\u2028 😀 \u0000 </script>", "", "x".repeat(200_000))) {
            assertThat(client.request("tools/call", echo(text)).text()).contains(text);
        }
    }

    @Test
    void spec20250326_streamableHttp_progressComesOnTheCallsStreamBeforeTheResult() {
        RawMcpClient client = connect(LATEST);
        for (String token : List.of(CONTRACT_TOKEN, "42")) {
            RawReply reply = client.request("tools/call", slow(3, token));

            assertThat(reply).hasContentType("text/event-stream").isResult();
            List<Json> progress = reply.notifications("notifications/progress");
            assertThat(progress)
                    .hasSize(3)
                    .allSatisfy(
                            said -> assertThat(said.at("/params/progressToken")).isEqualTo(Json.parse(token)));
            assertThat(reply.messages().get(reply.messages().size() - 1)).isEqualTo(reply.response());
        }
    }

    @Test
    void spec20250326_streamableHttp_eventStreamIsNotToBeCachedOrBuffered() {
        RawStream stream = connect(LATEST).start("tools/call", slow(1, "1"));

        assertThat(stream.headers().get("cache-control"))
                .singleElement()
                .asString()
                .containsPattern("no-cache|no-store");
        stream.reply();
    }

    @Test
    void spec20250618_streamableHttp_questionComesOnTheCallsStream() {
        RawMcpClient client = connect(LATEST).answeringWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        RawReply reply = client.request("tools/call", ask());

        assertThat(reply).hasContentType("text/event-stream").isResult();
        assertThat(reply.messages())
                .filteredOn(message ->
                        "elicitation/create".equals(message.at("/method").value()))
                .hasSize(1);
        assertThat(reply.result().toString()).contains("Ada");
    }

    @Test
    void spec20250618_streamableHttp_answerIs202() {
        RawMcpClient client = connect(LATEST);
        RawStream call = client.start("tools/call", ask());
        Json question = call.await("elicitation/create");
        assertThat(call.isOpen()).isTrue();
        InputAnswer declined = new InputAnswer.Result(
                JsonWriter.object().put("action", "decline").toSlice());

        assertThat(client.respond(question.at("/id"), declined)).hasStatus(202).isEmpty();
        assertThat(call.reply().result().toString()).contains("decline");
    }

    @Test
    void spec20250618_streamableHttp_errorIsAnAnswerToo() {
        RawMcpClient client = connect(LATEST)
                .answering(question -> new InputAnswer.Failure(JsonRpcError.of(-1, "User rejected the request")));
        RawReply reply = client.request("tools/call", ask());

        assertThat(reply).hasStatus(200);
        assertThat(reply.response().has("/error")
                        || reply.result().at("/isError").equals(Json.parse("true")))
                .as("the tool fails: %s", reply.response())
                .isTrue();
        assertThat(client.request("ping", null)).isResult();
    }

    @Test
    void spec20250326_streamableHttp_questionsOfTwoSessionsStayApart() {
        List<RawStream> calls = new ArrayList<>();
        List<RawMcpClient> clients = new ArrayList<>();
        for (String name : List.of("Ada", "Bob")) {
            RawMcpClient client =
                    connect(LATEST).answeringWith("{\"action\":\"accept\",\"content\":{\"name\":\"" + name + "\"}}");
            clients.add(client);
            calls.add(client.start("tools/call", ask()));
        }

        assertThat(calls.get(0).reply().result().toString()).contains("Ada");
        assertThat(calls.get(1).reply().result().toString()).contains("Bob");
        assertThat(clients.get(0).sessionId()).isNotEqualTo(clients.get(1).sessionId());
    }

    @Test
    void spec20250326_cancellation_endsTheCallAndTheSessionGoesOn() {
        RawMcpClient client = connect(LATEST);
        RawStream call = client.start("tools/call", slow(600, CONTRACT_TOKEN));
        call.await("notifications/progress");
        client.notify("notifications/cancelled", "{\"requestId\":" + client.lastId() + ",\"reason\":\"enough\"}");

        Await.until("the cancelled call's stream ends", patience(), () -> !call.isOpen());
        assertThat(call.messages()).noneMatch(message -> message.has("/result"));
        assertThat(client.request("ping", null)).isResult();
    }

    @Test
    void spec20250326_streamableHttp_cutConnectionIsNoCancellation() {
        RawMcpClient client = connect(LATEST);
        try (RawStream call = client.start("tools/call", slow(10, CONTRACT_TOKEN))) {
            call.await("notifications/progress");
        }

        // Longer than the first call, so that the server has noticed by then.
        assertThat(client.request("tools/call", slow(15, "2"))).isResult();
        assertThat(client.request("tools/call", echo("still there")).text()).contains("still there");
    }

    @Test
    void spec20250326_streamableHttp_getOpensAnEventStream() {
        RawMcpClient client = connect(LATEST);
        try (RawStream stream = client.openStream()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.headers().get("content-type"))
                    .singleElement()
                    .asString()
                    .startsWith("text/event-stream");
            assertThat(client.request("ping", null)).isResult();
            assertThat(stream.isOpen()).isTrue();
            assertThat(stream.messages()).isEmpty();
        }
    }

    @Test
    void spec20250326_streamableHttp_deleteEndsTheOpenStream() {
        RawMcpClient client = connect(LATEST);
        try (RawStream stream = client.openStream()) {
            assertThat(stream.status()).isEqualTo(200);
            client.delete();

            Await.until("the stream ends", patience(), () -> !stream.isOpen());
        }
    }

    @Test
    void spec20250326_streamableHttp_sameIdsInSeveralSessionsDoNotMix() {
        List<RawMcpClient> clients = new ArrayList<>();
        List<List<RawStream>> calls = new ArrayList<>();
        for (int session = 0; session < 4; session++) {
            RawMcpClient bare = session % 2 == 0 ? RawMcpClient.of(endpoint()) : RawMcpClient.withStringIds(endpoint());
            clients.add(connect(bare, LATEST));
            String name = "session " + session;
            RawMcpClient client = clients.get(session);
            calls.add(IntStream.range(0, 10)
                    .mapToObj(i -> client.start("tools/call", echo(name + " call " + i + ".")))
                    .toList());
        }
        for (int session = 0; session < 4; session++) {
            for (int i = 0; i < 10; i++) {
                assertThat(calls.get(session).get(i).reply().text())
                        .contains("session " + session + " call " + i + ".");
            }
        }
    }
}
