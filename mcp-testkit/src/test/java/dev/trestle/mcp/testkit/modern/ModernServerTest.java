package dev.trestle.mcp.testkit.modern;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server and the client, each of which is the other's judge. */
class ModernServerTest {

    private static final String ALL = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private ModernHttpServer http;
    private ModernHttpClient client;

    @BeforeEach
    void start() {
        http = ModernHttpServer.started();
        client = ModernHttpClient.of(http.endpoint(), ALL);
    }

    @AfterEach
    void close() {
        http.close();
    }

    private void assertNoViolation() {
        assertThat(http.server().violations()).isEmpty();
    }

    @Test
    void plainTools_answerAsTheySay() {
        assertThat(client.callTool("echo", "{\"text\":\"é\"}")).hasText("é").hasContentType("application/json");
        assertThat(client.callTool("echo", "{}").result().at("/isError").bool()).isTrue();
        assertThat(client.callTool("error", "{}").result().at("/isError").bool())
                .isTrue();
        assertThat(client.callTool("fail", "{}")).isFailure(4001);
        assertThat(client.callTool("nobody", "{}")).isFailure(-32602);
        assertThat(client.callTool("big", "{\"bytes\":3000000}").text()).hasSize(3_000_000);
        assertThat(client.callTool("structured", "{}").result().at("/structuredContent"))
                .isEqualTo(Json.parse("[1,2,3]"));
        assertThat(client.callTool("content", "{}").result().at("/content").items())
                .hasSize(3);
        assertThat(client.callTool("meta", "{}").text()).contains("clientCapabilities", "\"raw\"");
        assertNoViolation();
    }

    @Test
    void everyListedTool_isThere() {
        client.call("tools/list", null).result().at("/tools").items().forEach(tool -> {
            String name = tool.at("/name").text();
            if (!List.of("die", "stall").contains(name)) {
                String arguments =
                        "{\"text\":\"\",\"bytes\":1,\"count\":1,\"steps\":1,\"delayMs\":1,\"what\":\"tools\"}";
                assertThat(client.callTool(name, arguments).response().at("/error/code"))
                        .isNotEqualTo(Json.parse("-32602"));
            }
        });
    }

    @Test
    void resourcesPromptsAndCompletions_areThere() {
        RawReply first = client.call("resources/list", null);
        assertThat(first.result().at("/resources").items()).hasSize(2);
        assertThat(first.result().at("/nextCursor").text()).isEmpty();
        assertThat(client.call("resources/list", "{\"cursor\":\"\"}").result().at("/resources/0/uri"))
                .isEqualTo(Json.parse("\"era:///asking\""));
        assertThat(client.call("resources/read", "{\"uri\":\"era:///item/7\"}")
                        .result()
                        .at("/contents/0/text")
                        .text())
                .isEqualTo("item 7");
        RawReply missing = client.call("resources/read", "{\"uri\":\"era:///nothing\"}");
        assertThat(missing).isFailure(-32602);
        assertThat(missing.error().at("/data/uri").text()).isEqualTo("era:///nothing");
        assertThat(client.call("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"who\":\"Ada\"}}")
                        .result()
                        .toString())
                .contains("Hello Ada");
        assertThat(client.call("completion/complete", """
                        {"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"who","value":"A"}}""").result().at("/completion/values"))
                .isEqualTo(Json.parse("[\"Ada\",\"Alan\"]"));
        assertNoViolation();
    }

    @Test
    void progressAndLogs_comeOnTheStreamBeforeTheResult() {
        RawReply progress = client.tool("progress", "{\"count\":2}")
                .meta("progressToken", "\"p\"")
                .send();
        assertThat(progress).hasContentType("text/event-stream").hasText("2 said");
        assertThat(progress.notifications("notifications/progress")).hasSize(2);

        assertThat(client.callTool("log", "{}").notifications("notifications/message"))
                .isEmpty();
        List<Json> logs =
                client.tool("log", "{}").meta("logLevel", "\"warning\"").send().notifications("notifications/message");
        assertThat(logs).extracting(log -> log.at("/params/data").text()).containsExactly("warning", "error");
        assertNoViolation();
    }

    @Test
    void questions_areAskedInRounds() {
        assertThat(client.tool("ask", "{}").send((key, method, params) -> ADA)).hasText("accept Ada");
        assertThat(client.tool("ask_url", "{}").send((key, method, params) -> "{\"action\":\"decline\"}"))
                .hasText("decline");
        assertThat(client.tool("ask_two", "{}")
                        .send((key, method, params) -> key.equals("first") ? ADA : "{\"action\":\"cancel\"}"))
                .hasText("first: accept Ada; second: cancel");
        assertThat(client.tool("ask_rounds", "{}")
                        .send((key, method, params) ->
                                params.toString().contains("after") ? ADA.replace("Ada", "Bob") : ADA))
                .hasText("accept Ada, then accept Bob");
        assertThat(
                        client.tool("ask_sampling", "{}")
                                .send(
                                        (key, method, params) ->
                                                "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"hi\"}}"))
                .hasText("m: hi");
        assertThat(client.tool("ask_roots", "{}")
                        .send((key, method, params) -> "{\"roots\":[{\"uri\":\"file:///a\"}]}"))
                .hasText("roots: file:///a");
        assertThat(client.tool("later", "{}").send((key, method, params) -> "{}"))
                .hasText("now");
        assertThat(client.request("resources/read", "{\"uri\":\"era:///asking\"}")
                        .send((key, method, params) -> ADA)
                        .result()
                        .toString())
                .contains("accept Ada");
        assertThat(client.request("prompts/get", "{\"name\":\"asking\"}")
                        .send((key, method, params) -> ADA)
                        .result()
                        .toString())
                .contains("accept Ada");
        assertNoViolation();
    }

    @Test
    void missingAnswers_areAskedForAgain() {
        ModernRequest call = client.tool("ask_two", "{}");
        Json first = call.send().result();
        Json second = call.retry(
                        "{\"first\":" + ADA + "}", first.at("/requestState").toString())
                .send()
                .result();
        assertThat(second.at("/inputRequests").members()).containsOnlyKeys("second");
        assertThat(call.retry(
                                "{\"second\":{\"action\":\"decline\"}}",
                                second.at("/requestState").toString())
                        .send())
                .hasText("first: accept Ada; second: decline");
        assertNoViolation();
    }

    @Test
    void whatWasNotDeclared_isNotAsked() {
        ModernHttpClient mute = ModernHttpClient.of(http.endpoint());

        RawReply reply = mute.callTool("ask", "{}");
        assertThat(reply).isRefused(400, -32021);
        assertThat(reply.error().at("/data/requiredCapabilities"))
                .isEqualTo(Json.parse("{\"elicitation\":{\"form\":{}}}"));
        assertThat(ModernHttpClient.of(http.endpoint(), "{\"elicitation\":{}}").callTool("ask_url", "{}"))
                .isRefused(400, -32021);
        assertThat(ModernHttpClient.of(http.endpoint(), "{\"elicitation\":{}}").callTool("ask", "{}"))
                .isResult();
    }

    @Test
    void subscriptions_areAcknowledgedAndHearWhatTheyAskedFor() {
        try (RawStream stream = client.listen(
                "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"era:///readme\",\"era:///no\"]}")) {
            Json ack = stream.await("notifications/subscriptions/acknowledged");
            assertThat(ack.at("/params/notifications"))
                    .isEqualTo(Json.parse("{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"era:///readme\"]}"));
            client.callTool("announce", "{\"what\":\"prompts\"}");
            client.callTool("announce", "{\"what\":\"tools\"}");
            Json changed = stream.await("notifications/tools/list_changed");
            assertThat(changed.at("/params/_meta/io.modelcontextprotocol~1subscriptionId"))
                    .isEqualTo(ack.at("/params/_meta/io.modelcontextprotocol~1subscriptionId"));
            client.callTool("announce", "{\"what\":\"resource\",\"uri\":\"era:///readme\"}");
            stream.await("notifications/resources/updated");
            assertThat(http.server().listens()).isEqualTo(1);
            assertThat(client.callTool("end_listens", "{}")).hasText("1 ended");
            assertThat(stream.reply().result().at("/resultType").text()).isEqualTo("complete");
            assertThat(stream.reply().notifications("notifications/prompts/list_changed"))
                    .isEmpty();
        }
        Await.until("nothing listens", () -> http.server().listens() == 0);
        assertNoViolation();
    }

    @Test
    void whoeverGoesAway_cancels() {
        try (RawStream stream = client.open("tools/call", "{\"name\":\"stall\",\"arguments\":{}}")) {
            assertThat(stream.status()).isEqualTo(200);
            Await.until("the call runs", () -> http.server().running() == 1);
        }
        Await.until("it is cancelled", () -> http.server().cancelled() == 1);
        assertThat(client.callTool("cancelled", "{}")).hasText("1");
    }

    @Test
    void deathInMidCall_breaksTheConnection() {
        RawStream stream = client.open("tools/call", "{\"name\":\"die\",\"arguments\":{}}");

        assertThat(Await.failure("an answer", CompletableFuture.supplyAsync(stream::reply)))
                .isNotNull();
    }

    @Test
    void mirroredArguments_areCompared() {
        String arguments = "{\"region\":\"天\",\"limit\":42,\"options\":{\"note\":\" a\"},\"urgent\":null}";
        ModernRequest call =
                client.tool("routed", arguments).mirror("Region", "天").mirror("Note", " a");

        assertThat(call.mirror("Limit", "42.0").send()).isResult();
        assertNoViolation();
        assertThat(call.mirror("Limit", "43").send()).isRefused(400, -32020);
        assertThat(call.send()).isRefused(400, -32020);
        assertThat(call.mirror("Limit", "x").send()).isRefused(400, -32020);
    }

    @Test
    void toolListedOtherwise_wantsOtherHeaders() {
        http.server().lists("""
                {"name":"echo","inputSchema":{"type":"object","properties":{\
                "text":{"type":"string","x-mcp-header":"Text"}}}}""").lists("""
                {"name":"wrong","inputSchema":{"type":"object","properties":{\
                "list":{"type":"array","x-mcp-header":"List"}}}}""");
        ModernRequest echo = client.tool("echo", "{\"text\":\"x\"}");

        assertThat(echo.send()).isRefused(400, -32020);
        assertThat(echo.mirror("Text", "x").send()).hasText("x");
        assertThat(client.call("tools/list", null).result().at("/tools").items())
                .extracting(tool -> tool.at("/name").text())
                .startsWith("echo")
                .endsWith("wrong")
                .doesNotHaveDuplicates();
    }

    @Test
    void linkInMemory_isServedAsAPipe() {
        InMemoryLink link = InMemoryLink.create();
        List<Json> heard = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        ModernServer server = ModernServer.create().over(link.other());
        link.open(new MessageLink.Receiver() {
            @Override
            public void received(JsonSlice message) {
                heard.add(Json.parse(message));
            }

            @Override
            public void closed(McpReply.Failure why) {
                over.set(true);
            }
        });

        link.send(JsonSlice.of(client.tool("echo", "{\"text\":\"x\"}").body()));
        Await.until("an answer", () -> !heard.isEmpty());
        assertThat(heard.get(0).at("/result/content/0/text").text()).isEqualTo("x");
        link.send(JsonSlice.of(client.tool("die", "{}").body()));
        Await.until("the end", over::get);
        assertThat(server.received("tools/call")).hasSize(2);
    }

    @Test
    void wrongClients_areWrittenDown() {
        ModernRequest list = client.request("tools/list", null);
        list.header("Mcp-Session-Id", "x").send();
        list.withoutMirrors().send();
        list.meta("clientCapabilities", null).send();
        list.withoutEnvelope().send();
        client.request("ping", null).send();
        client.notification("notifications/initialized", null).send();
        client.send("GET", Map.of("Accept", "text/event-stream"));
        ModernRequest call = client.tool("ask", "{}");
        String state = call.send().result().at("/requestState").toString();
        call.retry("{}", state.replace('.', '-')).send();
        call.retry("{\"other\":{}}", state).send();
        client.tool("ask", "{\"message\":\"x\"}")
                .retry("{\"name\":" + ADA + "}", state)
                .send();

        assertThat(http.server().violations())
                .satisfiesExactly(
                        each -> assertThat(each).contains("Mcp-Session-Id"),
                        each -> assertThat(each).contains("MCP-Protocol-Version is missing"),
                        each -> assertThat(each).contains("clientCapabilities"),
                        each -> assertThat(each).contains("_meta"),
                        each -> assertThat(each).contains("404/-32601", "ping"),
                        each -> assertThat(each).contains("notifications/initialized"),
                        each -> assertThat(each).contains("HTTP GET"),
                        each -> assertThat(each).contains("requestState"),
                        each -> assertThat(each).contains("not asked: other"),
                        each -> assertThat(each).contains("requestState"));
    }

    @Test
    void versions_areNegotiatedByTheError() {
        RawReply reply = client.request("server/discover", null)
                .meta("protocolVersion", "\"2099-01-01\"")
                .header("MCP-Protocol-Version", "2099-01-01")
                .send();

        assertThat(reply).isRefused(400, -32022);
        assertThat(reply.error().at("/data"))
                .isEqualTo(Json.parse("{\"supported\":[\"2026-07-28\"],\"requested\":\"2099-01-01\"}"));
        assertThat(client.call("server/discover", null).result().at("/supportedVersions"))
                .isEqualTo(Json.parse("[\"2026-07-28\"]"));
        assertNoViolation();
    }
}
