package dev.trestle.mcp.testkit.contract;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The rules of Streamable HTTP as of 2026-07-28, for an endpoint on a loopback address. Methods with a number are test
 * vectors that the reference server was seen to keep. An endpoint that serves nothing else also keeps
 * {@link StrictEdgeContract}, one that serves both eras {@link DualEdgeContract}.
 */
public abstract class ModernEdgeContract extends ModernHeaders {

    /** For subclasses. */
    protected ModernEdgeContract() {}

    @Test
    void golden25_unknownTool_isAnErrorInBand() {
        assertThat(call(tool("no_such_tool", "{}")).send()).isFailure(-32602);
    }

    @Test
    void golden26_argumentsThatTheToolCannotUse_areAResult() {
        RawReply reply = call(wrongArguments()).send();

        assertThat(reply).isResult();
        assertThat(reply.result().at("/isError")).isEqualTo(Json.parse("true"));
    }

    @Test
    void golden27_missingResource_isAnErrorThatNamesIt() {
        String missing = resource() + "-that-is-not-there";
        RawReply reply = client().call("resources/read", "{\"uri\":\"" + missing + "\"}");

        assertThat(reply).isFailure(-32602);
        assertThat(reply.error().at("/data/uri").text()).isEqualTo(missing);
    }

    @Test
    void golden28_emptyCursor_isACursor() {
        Json first = client().call(paged(), null).result();
        Json second = client().call(paged(), "{\"cursor\":\"\"}").result();

        assertThat(first.at("/nextCursor").text()).isEmpty();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.has("/nextCursor")).isFalse();
    }

    @Test
    void golden31_listenWithoutAFilter_isInvalid() {
        assertThat(client().call("subscriptions/listen", null)).isFailure(-32602);
        assertThat(client().call("subscriptions/listen", "{\"notifications\":[]}"))
                .isFailure(-32602);
    }

    @Test
    void golden32_listen_isAcknowledgedFirstUnderAnIdOfItsType() {
        for (String id : List.of("71", "\"71\"")) {
            ModernRequest request = client().request(
                            "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}")
                    .id(id);
            try (RawStream stream = request.open()) {
                stream.await("notifications/subscriptions/acknowledged");
                assertThat(call(change()).send()).isResult();
                Json changed = stream.await("notifications/tools/list_changed");

                assertThat(subscription(changed)).isEqualTo(Json.parse(id));
                Json ack = stream.messages().get(0);
                assertThat(ack.at("/method").text()).isEqualTo("notifications/subscriptions/acknowledged");
                assertThat(subscription(ack)).isEqualTo(Json.parse(id));
                assertThat(ack.at("/params/notifications")).isEqualTo(Json.parse("{\"toolsListChanged\":true}"));
            }
        }
    }

    @Test
    void listen_hearsNothingThatItDidNotAskFor() {
        try (RawStream prompts = client().listen("{\"promptsListChanged\":true}");
                RawStream tools = client().listen("{\"toolsListChanged\":true}")) {
            prompts.await("notifications/subscriptions/acknowledged");
            tools.await("notifications/subscriptions/acknowledged");
            call(change()).send();
            tools.await("notifications/tools/list_changed");

            assertThat(prompts.messages()).hasSize(1);
        }
    }

    private static String state(RawReply reply) {
        assertThat(reply).isResult();
        assertThat(reply.result().at("/resultType").text()).isEqualTo("input_required");
        return reply.result().at("/requestState").toString();
    }

    private static String answers(RawReply asking) {
        String key = asking.result()
                .at("/inputRequests")
                .members()
                .keySet()
                .iterator()
                .next();
        return "{\"" + key + "\":" + ADA + "}";
    }

    @Test
    void question_isAskedByTheResultAndAnsweredByTheNextRequest() {
        ModernRequest request = call(ask("who?"));
        RawReply asking = request.send();
        assertThat(asking.result().at("/inputRequests").members().values())
                .singleElement()
                .satisfies(question -> assertThat(question.at("/method").text()).isEqualTo("elicitation/create"))
                .satisfies(question -> assertThat(question.members()).containsOnlyKeys("method", "params"));

        RawReply reply = request.retry(answers(asking), state(asking)).send();
        assertThat(reply.result().at("/resultType").text()).isEqualTo("complete");
        assertThat(reply.result().toString()).contains("Ada");
    }

    @Test
    void question_thatTheClientCannotAnswer_isNotAsked() {
        RawReply reply = call(ask("who?")).meta("clientCapabilities", "{}").send();

        assertThat(reply).isRefused(400, -32021);
        assertThat(reply.error().at("/data/requiredCapabilities/elicitation").members())
                .isNotNull();
    }

    @Test
    void question_thatIsNotAnswered_isAskedAgain() {
        ModernRequest request = call(ask("who?"));
        RawReply asking = request.send();
        RawReply again = request.retry("{}", state(asking)).send();
        assertThat(again.result().at("/inputRequests"))
                .isEqualTo(asking.result().at("/inputRequests"));

        RawReply reply = request.retry(answers(again), state(again)).send();
        assertThat(reply.result().toString()).contains("Ada");
    }

    @Test
    void golden33_tamperedState_isInvalid() {
        ModernRequest request = call(ask("who?"));
        RawReply asking = request.send();
        String state = Json.parse(state(asking)).text();
        char middle = state.charAt(state.length() / 2);
        String tampered = state.substring(0, state.length() / 2)
                + (middle == 'A' ? 'B' : 'A')
                + state.substring(state.length() / 2 + 1);

        for (String wrong : List.of(tampered, "", "x", state.substring(1))) {
            assertThat(request.retry(answers(asking), "\"" + wrong + "\"").send())
                    .isFailure(-32602);
        }
        assertThat(request.retry(answers(asking), "7").send()).isFailure(-32602);
    }

    @Test
    void golden35_stateOfAnotherRequest_isInvalid() {
        RawReply asking = call(ask("who?")).send();
        String state = state(asking);

        assertThat(call(ask("who else?")).retry(answers(asking), state).send()).isFailure(-32602);
        assertThat(call(askOtherwise()).retry(answers(asking), state).send()).isFailure(-32602);
    }

    @Test
    void progress_comesOnTheStreamOfItsRequestBeforeTheResult() {
        for (String token : List.of("\"p\"", "42")) {
            RawReply reply = call(progress()).meta("progressToken", token).send();

            assertThat(reply).hasContentType("text/event-stream").isResult();
            assertThat(reply.notifications("notifications/progress"))
                    .hasSize(3)
                    .allSatisfy(
                            said -> assertThat(said.at("/params/progressToken")).isEqualTo(Json.parse(token)));
            assertThat(reply.messages().get(3)).isEqualTo(reply.response());
            assertThat(reply.events())
                    .allSatisfy(event -> assertThat(event.id()).isNull());
        }
    }

    @Test
    void progress_withoutAToken_isNotReported() {
        assertThat(call(progress()).send().notifications("notifications/progress"))
                .isEmpty();
    }

    @Test
    void golden36_clientThatGoesAway_cancels() {
        long before = cancelled();
        try (RawStream stream = call(slow()).meta("progressToken", "\"slow\"").open()) {
            stream.await("notifications/progress");
        }

        Await.until("the call is cancelled", patience(), () -> cancelled() == before + 1);
    }

    @Test
    void golden37_logs_comeOnlyIfTheRequestAsksForThem() {
        assertThat(call(log()).send().notifications("notifications/message")).isEmpty();
        List<Json> logs = call(log()).meta("logLevel", "\"warning\"").send().notifications("notifications/message");

        assertThat(logs).extracting(said -> said.at("/params/level").text()).containsExactly("warning", "error");
        assertThat(call(log()).send().notifications("notifications/message")).isEmpty();
    }

    @Test
    void golden45_whatMayBeKept_saysForHowLong() {
        for (String method : List.of(
                "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
            assertSaysForHowLong(client().call(method, null).result());
        }
        assertSaysForHowLong(client().call("resources/read", "{\"uri\":\"" + resource() + "\"}")
                .result());
        for (RawReply other : List.of(call(ask("who?")).send(), call(echo("x")).send())) {
            assertThat(other.result().members()).doesNotContainKeys("ttlMs", "cacheScope");
        }
    }

    private static void assertSaysForHowLong(Json result) {
        assertThat(result.at("/resultType").text()).isEqualTo("complete");
        assertThat(result.at("/ttlMs").integer()).isNotNegative();
        assertThat(result.at("/cacheScope").text()).isIn("public", "private");
    }

    @Test
    void discover_namesTheServerAndItsVersions() {
        Json result = client().call("server/discover", null).result();

        assertThat(result.at("/supportedVersions").items()).contains(Json.parse("\"" + MODERN + "\""));
        assertThat(result.at("/capabilities").members()).isNotNull();
        assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").text())
                .isNotBlank();
    }

    @Test
    void requests_knowNothingOfEachOther() {
        List<RawStream> calls = List.of("a", "b", "c", "d").stream()
                .map(text -> call(echo(text)).id("1").open())
                .toList();
        List<String> texts = calls.stream().map(call -> call.reply().text()).toList();

        assertThat(texts).containsExactly("a", "b", "c", "d");
    }
}
