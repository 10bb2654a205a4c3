package dev.trestle.mcp.era.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.seal.KeyRing;
import dev.trestle.mcp.era.seal.SealLimits;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.session.RecordingStream;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients of 2026-07-28 in front of a backend that is one method. */
class ModernClientEraTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Principal ANN = new Principal("ann", true);
    private static final Principal BOB = new Principal("bob", true);
    private static final ModernLimits FEW = new ModernLimits(
            3,
            2,
            MINUTE.multipliedBy(5),
            MINUTE.multipliedBy(15),
            MINUTE,
            Duration.ofMillis(25),
            2,
            3,
            3,
            2,
            MINUTE.multipliedBy(60));

    private final ManualScheduler time = new ManualScheduler();
    private final TestContext context = TestContext.create(time);
    private final KeyRing keys = KeyRing.random();
    private final ModernClientEra era = new ModernClientEra(
            view -> Optional.of(this::answer),
            context.context(),
            FEW,
            new StateSealer(() -> keys, time.clock(), SealLimits.DEFAULT),
            time.clock());
    private final List<McpCall> ofOurs = new CopyOnWriteArrayList<>();
    private final List<McpCall> calls = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<McpReply>> held = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<CallObserver> observers = new CopyOnWriteArrayList<>();
    private int lastId;

    @AfterEach
    void stop() {
        era.close();
        context.close();
        assertThat(time.failures()).isEmpty();
    }

    /**
     * The tool's name says how many questions it asks, one letter each: f for a form, u for a link, s for the model, r for
     * roots, which the client did not declare; R fails without an answer.
     */
    private CompletionStage<McpReply> answer(McpCall call, CallObserver observer) {
        if (call.method().equals("server/discover")) {
            ofOurs.add(call);
            return result("{\"capabilities\":{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}}");
        }
        if (call.method().equals("tools/list")) {
            return result("{\"tools\":[]}");
        }
        calls.add(call);
        observers.add(observer);
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        held.add(reply);
        call.cancellation().onCancel(why -> reply.complete(TrestleError.CANCELLED.failure(why)));
        if (call.method().equals("subscriptions/listen")) {
            observer.notified(new Notification(
                    "notifications/subscriptions/acknowledged", Params.of(JsonSlice.of("{\"notifications\":{}}"))));
            return reply;
        }
        String tool = call.method().startsWith("tasks/") ? "hold" : String.valueOf(call.target());
        switch (tool) {
            case "task" ->
                reply.complete(new McpReply.Result(
                        JsonSlice.of("{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\"}"), true));
            case "again" ->
                reply.complete(new McpReply.InputRequired(JsonSlice.of(
                        "{\"resultType\":\"input_required\",\"requestState\":\"mine " + call.round() + "\"}")));
            case "hold" -> {}
            default -> ask(tool, observer, reply);
        }
        return reply;
    }

    private void ask(String tool, CallObserver observer, CompletableFuture<McpReply> reply) {
        List<CompletableFuture<InputAnswer>> asked = new ArrayList<>();
        tool.chars().forEach(kind -> asked.add(observer.ask(question(kind)).toCompletableFuture()));
        asked.forEach(answer -> answer.thenAccept(given -> answers.add(
                given instanceof InputAnswer.Result result
                        ? result.json().toString()
                        : "error " + ((InputAnswer.Failure) given).error().code())));
        String result = tool.equals("R") ? "{\"content\":[],\"isError\":true}" : "{\"content\":[]}";
        CompletableFuture<Void> unused = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenRun(() -> reply.complete(new McpReply.Result(JsonSlice.of(result))));
    }

    private static InputRequest question(int kind) {
        return switch (kind) {
            case 'u' ->
                new InputRequest(
                        "elicitation/create",
                        Params.of(JsonSlice.of("{\"mode\":\"url\",\"url\":\"https://a\",\"message\":\"m\"}")));
            case 'r', 'R' -> new InputRequest("roots/list", null);
            case 's' -> new InputRequest("sampling/createMessage", Params.of(JsonSlice.of("{\"messages\":[]}")));
            default -> new InputRequest("elicitation/create", Params.of(JsonSlice.of("{\"message\":\"m\"}")));
        };
    }

    private static CompletionStage<McpReply> result(String json) {
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of(json), true));
    }

    private RecordingStream send(Principal who, String method, String params) {
        String meta = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{\"form\":{},\"url\":{}},"
                + "\"sampling\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
        return send(who, method, params, meta);
    }

    private RecordingStream send(Principal who, String method, String params, String meta) {
        String json = "{\"jsonrpc\":\"2.0\",\"id\":" + ++lastId + ",\"method\":\"" + method + "\",\"params\":{"
                + "\"_meta\":{" + meta + ","
                + "\"progressToken\":\"p" + lastId + "\"}," + params + "}}";
        Request request = (Request) new EnvelopeReader(EnvelopeLimits.DEFAULT).read(JsonSlice.of(json));
        RecordingStream stream = new RecordingStream();
        era.request(new ModernRequest(request, "", who, null), stream);
        return stream;
    }

    private RecordingStream call(Principal who, String tool) {
        return send(who, "tools/call", "\"name\":\"" + tool + "\"");
    }

    private Json last(RecordingStream stream) {
        return Json.parse(Await.value("the last message", stream.last()));
    }

    /** Has it asked what it wants to ask. */
    private Json asked(RecordingStream stream) {
        time.advance(Duration.ofMillis(25));
        Json result = last(stream).at("/result");
        assertThat(result.at("/resultType").text()).isEqualTo("input_required");
        return result;
    }

    private RecordingStream retry(Principal who, String tool, Json asked, String... keys) {
        String given = String.join(
                ",",
                List.of(keys).stream()
                        .map(key -> "\"" + key + "\":{\"action\":\"decline\"}")
                        .toList());
        return send(
                who,
                "tools/call",
                "\"name\":\"" + tool + "\",\"inputResponses\":{" + given + "},\"requestState\":"
                        + asked.at("/requestState"));
    }

    private long gauge(String name) {
        return era.gauges().get(name).getAsLong();
    }

    private static void isRefused(Json message, int code) {
        assertThat(message.at("/error/code")).isEqualTo(Json.parse(String.valueOf(code)));
    }

    /** `basic`: clients should say in every request who they are, and here we are the client. */
    @Test
    void factsAboutTheServer_areAskedForInOurName() {
        asked(call(ANN, "f"));

        assertThat(ofOurs)
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.metadata().clientInfo())
                        .hasToString("{\"name\":\"trestle\",\"version\":\"1\"}"));
    }

    @Test
    void retryOfAnotherPrincipal_isRefusedAndDoesNothing() {
        Json asked = asked(call(ANN, "f"));

        isRefused(last(retry(BOB, "f", asked, "q1")), -32602);
        isRefused(last(retry(ANN, "other", asked, "q1")), -32602);

        assertThat(calls).hasSize(1);
        assertThat(answers).isEmpty();
        assertThat(last(retry(ANN, "f", asked, "q1")).has("/result/content")).isTrue();
    }

    /** A server with sessions cannot know the error that 2026-07-28 has for this. */
    @Test
    void callThatFailsForWantOfACapability_isRefusedWithItsName() {
        Json refused = last(call(ANN, "R"));

        isRefused(refused, -32021);
        assertThat(refused.has("/error/data/requiredCapabilities/roots")).isTrue();
    }

    @Test
    void callThatDoesWithoutACapability_hasItsResult() {
        assertThat(last(call(ANN, "r")).has("/result/content")).isTrue();
    }

    @Test
    void whatIsThereTwice_isRefusedAndNotLeftUnanswered() {
        isRefused(last(send(ANN, "subscriptions/listen", "\"notifications\":{},\"notifications\":{}")), -32602);

        assertThat(calls).isEmpty();
    }

    /** It was thrown where nobody caught it, and the client told that something is broken here. */
    @Test
    void clientThatSaysTwiceOrWronglyWhoItIs_isRefused() {
        String version = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
        String rest = "\"io.modelcontextprotocol/clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":";
        for (int i = 0; i < 2; i++) {
            for (String wrong : List.of(
                    version + "," + rest + "{\"name\":\"a\",\"name\":\"b\",\"version\":\"1\"}",
                    version + "," + rest + "{\"name\":\"a\",\"version\":\"1\",\"x\":1e99999999999}",
                    version + "," + rest + "{\"name\":\"a\"}",
                    version + "," + version + "," + rest + "{\"name\":\"a\",\"version\":\"1\"}",
                    "\"io.modelcontextprotocol/protocolVersion\":1e99999999999," + rest
                            + "{\"name\":\"a\",\"version\":\"1\"}")) {
                isRefused(last(send(ANN, "tools/call", "\"name\":\"f\"", wrong)), -32602);
            }
        }
        assertThat(calls).isEmpty();
    }

    @Test
    void whatAClientSaysOfItself_isItsOwnInEachRequest() {
        String version = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
        for (String name : List.of("a", "b", "a")) {
            for (String capabilities : List.of("{}", "{\"sampling\":{}}")) {
                String meta = version + ",\"io.modelcontextprotocol/clientCapabilities\":" + capabilities
                        + ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"" + name + "\",\"version\":\"1\"}";
                send(ANN, "tools/call", "\"name\":\"hold\"", meta);
                McpCall last = calls.get(calls.size() - 1);
                assertThat(last.metadata().clientInfo()).hasToString("{\"name\":\"" + name + "\",\"version\":\"1\"}");
                assertThat(last.metadata().capabilities()).hasToString(capabilities);
                assertThat(last.metadata().progressToken()).hasToString("\"p" + lastId + "\"");
            }
        }
    }

    @Test
    void stateThatWasUsed_isRefused() {
        Json asked = asked(call(ANN, "f"));
        assertThat(last(retry(ANN, "f", asked, "q1")).has("/result/content")).isTrue();

        isRefused(last(retry(ANN, "f", asked, "q1")), -32602);
        assertThat(answers).hasSize(1);
    }

    @Test
    void answersThatAreMissing_areAskedForAgain() {
        Json first = asked(call(ANN, "ff"));
        RecordingStream retry = retry(ANN, "ff", first, "q2");

        Json second = asked(retry);

        assertThat(second.at("/inputRequests").members()).containsOnlyKeys("q1");
        isRefused(last(retry(ANN, "ff", first, "q1")), -32602);
        assertThat(last(retry(ANN, "ff", second, "q1")).has("/result/content")).isTrue();
    }

    @Test
    void progressWhileNobodyListens_isToldWhenTheClientIsBack() {
        Json asked = asked(call(ANN, "f"));
        for (int i = 1; i <= 3; i++) {
            observers
                    .get(0)
                    .notified(new Notification(
                            "notifications/progress",
                            Params.of(JsonSlice.of("{\"progressToken\":\"p1\",\"progress\":" + i + "}"))));
        }

        RecordingStream retry = retry(ANN, "f", asked, "q1");

        assertThat(last(retry).has("/result/content")).isTrue();
        assertThat(retry.messages()).hasSize(2);
        Json progress = Json.parse(retry.messages().get(0));
        assertThat(progress.at("/params/progress").integer()).isEqualTo(3);
        assertThat(progress.at("/params/progressToken").text()).isEqualTo("p" + lastId);
    }

    @Test
    void clientThatGoesAwayAfterARetry_cancelsTheCall() {
        Json asked = asked(call(ANN, "ff"));
        RecordingStream retry = retry(ANN, "ff", asked, "q1");

        retry.clientGoes();

        assertThat(calls.get(0).cancellation().isCancelled()).isTrue();
        assertThat(gauge("parkedCalls")).isZero();
    }

    @Test
    void stateOfABackend_comesBackToItAndTellsTheRound() {
        Json first = last(call(ANN, "again")).at("/result");
        Json second = last(retry(ANN, "again", first)).at("/result");

        assertThat(first.at("/requestState").text()).doesNotContain("mine");
        assertThat(calls.get(1).round()).isEqualTo(1);
        assertThat(Json.parse(calls.get(1).params().json()).at("/requestState").text())
                .isEqualTo("mine 0");
        isRefused(last(retry(BOB, "again", second)), -32602);
        assertThat(calls).hasSize(2);
    }

    @Test
    void tasks_passToClientsThatKnowThem() {
        assertThat(last(call(ANN, "task")).at("/result/resultType").text()).isEqualTo("task");

        RecordingStream got = send(ANN, "tasks/get", "\"taskId\":\"t\"");
        held.get(1).complete(new McpReply.Result(JsonSlice.of("{\"status\":\"completed\"}")));

        assertThat(last(got).at("/result/status").text()).isEqualTo("completed");
        assertThat(Tasks.undeclared("tasks/get", JsonSlice.EMPTY_OBJECT, JsonSlice.of("{\"extensions\":{}}")))
                .hasValueSatisfying(error -> assertThat(error.code()).isEqualTo(-32021));
    }

    @Test
    @Tag("limit:maxParked")
    @Tag("limit:maxParkedPerPrincipal")
    void moreParkedCallsThanMay_areToldThatItIsBusy() {
        asked(call(ANN, "f"));
        asked(call(ANN, "f"));
        RecordingStream third = call(ANN, "f");
        time.advance(Duration.ofMillis(25));
        isRefused(last(third), -32603);
        asked(call(Principal.ANONYMOUS, "f"));
        RecordingStream fourth = call(BOB, "f");
        time.advance(Duration.ofMillis(25));
        isRefused(last(fourth), -32603);

        assertThat(gauge("parkedCalls")).isEqualTo(3);
        Await.until("the questions of the refused were given up", () -> answers.size() == 2);
        assertThat(answers).containsOnly("{\"action\":\"cancel\"}");
    }

    @Test
    @Tag("limit:parkTtl")
    @Tag("limit:urlParkTtl")
    void clientThatDoesNotComeBack_isGivenUp() {
        Json asked = asked(call(ANN, "fs"));
        asked(call(BOB, "u"));

        time.advance(MINUTE.multipliedBy(5));
        Await.until("the first is given up", () -> gauge("parkedCalls") == 1);
        isRefused(last(retry(ANN, "fs", asked, "q1")), -32602);
        assertThat(answers).containsExactlyInAnyOrder("{\"action\":\"cancel\"}", "error -1");
        assertThat(calls.get(0).cancellation().isCancelled()).isTrue();

        time.advance(MINUTE.multipliedBy(10));
        Await.until("the second is given up", () -> gauge("parkedCalls") == 0);
    }

    @Test
    @Tag("limit:keepReply")
    void replyWhileTheClientIsAway_isKeptForAWhile() {
        Json first = asked(call(ANN, "f"));
        held.get(0).complete(new McpReply.Result(JsonSlice.of("{\"content\":[1]}")));
        assertThat(last(retry(ANN, "f", first, "q1")).at("/result/content/0").integer())
                .isOne();

        Json second = asked(call(ANN, "f"));
        held.get(1).complete(new McpReply.Result(JsonSlice.of("{\"content\":[2]}")));
        time.advance(MINUTE);
        Await.until("forgotten", () -> gauge("parkedCalls") == 0);
        isRefused(last(retry(ANN, "f", second, "q1")), -32602);
    }

    @Test
    @Tag("limit:askGather")
    @Tag("limit:maxAsksPerRound")
    void questionsThatComeTogether_areAskedTogetherUpToALimit() {
        RecordingStream stream = call(ANN, "fff");
        time.advance(Duration.ofMillis(24));
        assertThat(stream.last()).isNotDone();
        time.advance(Duration.ofMillis(1));

        assertThat(last(stream).at("/result/inputRequests").members()).containsOnlyKeys("q1", "q2");
        assertThat(answers).containsExactly("error -32603");
    }

    @Test
    @Tag("limit:maxRounds")
    void callThatAsksForEver_isEnded() {
        Json asked = asked(call(ANN, "f"));
        for (int round = 2; round <= 3; round++) {
            asked = asked(retry(ANN, "f", asked));
        }
        RecordingStream tooMany = retry(ANN, "f", asked);
        time.advance(Duration.ofMillis(25));

        isRefused(last(tooMany), -32603);
        assertThat(gauge("parkedCalls")).isZero();
    }

    @Test
    @Tag("limit:maxListens")
    @Tag("limit:maxListensPerPrincipal")
    void moreSubscriptionsThanMay_areRefused() {
        List<RecordingStream> open = new ArrayList<>();
        IntStream.range(0, 2).forEach(i -> open.add(send(ANN, "subscriptions/listen", "\"notifications\":{}")));
        isRefused(last(send(ANN, "subscriptions/listen", "\"notifications\":{}")), -32603);
        open.add(send(BOB, "subscriptions/listen", "\"notifications\":{}"));
        isRefused(last(send(BOB, "subscriptions/listen", "\"notifications\":{}")), -32603);

        open.get(0).clientGoes();

        assertThat(gauge("listens")).isEqualTo(2);
        send(BOB, "subscriptions/listen", "\"notifications\":{}");
        assertThat(gauge("listens")).isEqualTo(3);
    }

    @Test
    @Tag("limit:stateTtl")
    void stateThatIsTooOld_isRefused() {
        Json first = last(call(ANN, "again")).at("/result");

        time.advance(MINUTE.multipliedBy(60));

        isRefused(last(retry(ANN, "again", first)), -32602);
        assertThat(calls).hasSize(1);
    }
}
