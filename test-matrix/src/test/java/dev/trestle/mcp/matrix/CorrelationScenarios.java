package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.program.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answer belongs to which request. */
abstract class CorrelationScenarios extends Scenarios {

    CorrelationScenarios(Lane lane) {
        super(lane);
    }

    private static RawStream start(RawMcpClient client, String tool, String arguments) {
        return client.start("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    @Row("RegisterPendingRequest_AddsToSessionState")
    @ParameterizedTest
    @EnumSource
    void requestThatRuns_isCountedUntilItIsOver(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.stall(client);
        assertThat(site.calls()).isEqualTo(1);

        client.notify("notifications/cancelled", "{\"requestId\":" + client.lastId() + "}");
        Await.until("no call to run", () -> site.calls() == 0);
    }

    @Row("WaitForResponseAsync_ReturnsResponse_WhenCompleted")
    @ParameterizedTest
    @EnumSource
    void answersInReverse_reachWhoAsked(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.ANSWERS_IN_REVERSE));
        RawMcpClient client = site.client();
        RawStream first = start(client, "echo", Site.echo("first"));
        Await.until("the first call", () -> site.one.calls().size() == 1);
        RawStream second = start(client, "echo", Site.echo("second"));

        assertThat(first.reply().text()).isEqualTo("first");
        assertThat(second.reply().text()).isEqualTo("second");
    }

    @Row("WaitForResponseAsync_TimesOut_AfterRequestTimeout")
    @ParameterizedTest
    @EnumSource
    void requestThatTimesOut_leavesNoCallAndItsIdFree(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).requestTimeout(Duration.ofMillis(300)));
        RawMcpClient client = site.client();
        RawReply late = client.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"stall\"}}",
                        Map.of())
                .reply();

        assertThat(late.error().at("/data/trestle/code").text()).isEqualTo("timeout");
        assertThat(late.response().at("/id").text()).isEqualTo("x");
        Await.until("no call to run", () -> site.calls() == 0);
        RawReply reused = client.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                                + "\"arguments\":{\"text\":\"again\"}}}",
                        Map.of())
                .reply();
        assertThat(reused.text()).isEqualTo("again");
    }

    @Row("WaitForResponseAsync_RespectsCancellationToken")
    @ParameterizedTest
    @EnumSource
    void requestThatIsCancelled_endsWithoutAnAnswer(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream call = site.stall(client);
        String id = client.lastId();
        assertThat(client.notify("notifications/cancelled", "{\"requestId\":" + id + "}")
                        .status())
                .isEqualTo(202);

        assertThat(call.reply().messages()).isEmpty();
    }

    @Row("CompleteRequest_SetsResult_OnTaskCompletionSource")
    @ParameterizedTest
    @EnumSource
    void answersToWhatNobodyAsked_areDroppedAndTheRightOneIsGiven(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.ANSWERS_UNKNOWN_IDS));

        assertThat(site.client().callTool("echo", Site.echo("right")).text()).isEqualTo("right");
    }

    @Row("CompleteRequest_SetsResult_OnTaskCompletionSource")
    @ParameterizedTest
    @EnumSource
    void answerUnderTheIdAsAString_isNoAnswerToTheNumber(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.ANSWERS_WITH_ID_AS_STRING));

        assertThat(site.client().callTool("echo", Site.echo("right")).text()).isEqualTo("right");
    }

    @Row("RegisterPendingRequest_DuplicateId_ThrowsException")
    @Test
    void idThatIsRunning_isRefusedInBand() {
        Site site = site(Profile.SPECIFICATION);
        RawReply second = duplicate(site);

        assertThat(second.status()).isEqualTo(200);
    }

    @Row("RegisterPendingRequest_DuplicateId_ThrowsException")
    @Test
    void idThatIsRunningInPhase1_is409() {
        Site site = site(Profile.PHASE1);

        assertThat(duplicate(site).status()).isEqualTo(409);
    }

    private static RawReply duplicate(Site site) {
        RawMcpClient client = site.client();
        RawStream first = site.stall(client);
        RawReply second = client.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":" + client.lastId()
                                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}}}",
                        Map.of())
                .reply();
        assertThat(second.error().at("/code").integer()).isEqualTo(-32600);
        assertThat(second.error().at("/data/trestle/code").text()).isEqualTo("duplicate_id");
        assertThat(site.one.calls()).containsExactly("tools/call/stall");
        assertThat(first.isOpen()).isTrue();
        return second;
    }

    @Row({"WaitForResponseAsync_RequestIdNotFound_ThrowsException", "003-D8"})
    @ParameterizedTest
    @EnumSource
    void cancellingOrAnsweringWhatIsNotThere_changesNothing(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();

        assertThat(client.notify("notifications/cancelled", "{\"requestId\":99}")
                        .status())
                .isEqualTo(202);
        assertThat(client.post("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}", Map.of())
                        .reply()
                        .status())
                .isEqualTo(202);
        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        assertThat(site.one.calls()).containsExactly("tools/call/echo");
    }

    @Row("CancelRequest_RemovesPendingRequest")
    @ParameterizedTest
    @EnumSource
    void idOfACancelledRequest_mayBeUsedAgain(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream call = site.stall(client);
        String id = client.lastId();
        client.notify("notifications/cancelled", "{\"requestId\":" + id + "}");
        call.reply();

        RawReply again = client.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":" + id
                                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}}}",
                        Map.of())
                .reply();
        assertThat(again.text()).isEqualTo("x");
    }

    @Row("003-D5")
    @ParameterizedTest
    @EnumSource
    void answerThatComesTooLate_doesNotReachTheNextRequestOfItsId(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.ANSWERS_IN_REVERSE));
        RawMcpClient client = site.client();
        RawStream cancelled = client.post(echo("\"x\"", "late"), Map.of());
        Await.until("the first call", () -> site.one.calls().size() == 1);
        client.notify("notifications/cancelled", "{\"requestId\":\"x\"}");
        assertThat(cancelled.reply().messages()).isEmpty();
        RawStream again = client.post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"stall\"}}",
                Map.of());
        Await.until("the second call", () -> site.one.calls().size() == 2);

        // Each answer of these lets an earlier one go: the first the late one, and the second is behind it.
        assertThat(client.post(echo("1", "lets the late one go"), Map.of())
                        .reply()
                        .text())
                .isEqualTo("lets the late one go");
        RawStream third = client.post(echo("2", "a"), Map.of());
        Await.until("the fourth call", () -> site.one.calls().size() == 4);
        assertThat(client.post(echo("3", "b"), Map.of()).reply().text()).isEqualTo("b");
        assertThat(third.reply().text()).isEqualTo("a");
        assertThat(again.isOpen()).isTrue();
        client.notify("notifications/cancelled", "{\"requestId\":\"x\"}");
        assertThat(again.reply().messages()).isEmpty();
    }

    private static String echo(String id, String text) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":" + Site.echo(text) + "}}";
    }

    @Row("003-D15")
    @ParameterizedTest
    @EnumSource
    void backendThatDiesInACall_failsItAtOnceAndItsSessionEnds(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.EXITS_1));
        RawMcpClient client = site.client();
        RawReply answer = client.callTool("echo", Site.echo("a"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.error().at("/data/trestle/code").text()).isEqualTo("backend_exited");
        Await.until("the session to end", () -> site.sessions() == 0);
        assertThat(client.callTool("echo", Site.echo("b")).status()).isEqualTo(unknownSession(profile));
    }

    @Row("003-D19")
    @ParameterizedTest
    @EnumSource
    void idWithQuotesAndLineBreaks_comesBackInAnErrorAsItWas(Profile profile) {
        String id = "\"a\\\"b\\n\\u0000}\"";
        RawReply answer = site(profile)
                .client()
                .post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"no/such\"}", Map.of())
                .reply();

        assertThat(answer.error().at("/code").integer()).isEqualTo(-32601);
        assertThat(answer.response().at("/id").text()).isEqualTo("a\"b\n\0}");
    }

    @Row("Payload_IsForwardedUntouched")
    @ParameterizedTest
    @EnumSource
    void payload_arrivesAsItWasSent(Profile profile) {
        RawReply answer = site(profile)
                .client()
                .post(
                        "{\"unknown\":1,\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                                + "\"extra\":1.0e2,\"arguments\":{\"b\":2,\"text\":\"\\u00e9\\ud83d\\ude00 <é>\",\"a\":1}}}",
                        Map.of())
                .reply();

        assertThat(answer.text()).isEqualTo("é😀 <é>");
    }

    @Row({"StartAsync_SubscribesToExistingSessions", "003-D20"})
    @ParameterizedTest
    @EnumSource
    void messageBeforeAnyStream_isKeptForTheFirst(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawReply answer = client.callTool("announce", Site.echo("early"));

        RawStream stream = site.listen(client);
        List<Json> onThatOfTheRequest = answer.notifications("notifications/message");
        Await.until(
                "the message",
                () -> onThatOfTheRequest.size() + stream.messages().size() == 1);
    }

    @Row("ProcessMessage_CompletesPendingRequest_WhenResponseReceived")
    @ParameterizedTest
    @EnumSource
    void answerGivenTwice_completesItsRequestOnce(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.ANSWERS_TWICE));
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);

        assertThat(client.callTool("echo", Site.echo("a")).messages()).hasSize(1);
        assertThat(client.callTool("echo", Site.echo("b")).text()).isEqualTo("b");
        assertThat(stream.messages()).isEmpty();
    }

    @Row("ProcessMessage_IgnoresNotifications_WithoutId")
    @ParameterizedTest
    @EnumSource
    void notificationsDuringARequest_doNotAnswerIt(Profile profile) {
        RawReply answer = site(profile)
                .client()
                .request(
                        "tools/call",
                        "{\"name\":\"chatter\",\"arguments\":{\"count\":3},\"_meta\":{\"progressToken\":\"p\"}}");

        assertThat(answer.notifications("notifications/progress")).hasSize(3);
        assertThat(answer.text()).isEqualTo("3 said");
    }

    @Row("ProcessMessage_IgnoresRequests_WithoutResultOrError")
    @ParameterizedTest
    @EnumSource
    void questionDuringARequest_doesNotAnswerItAndItsAnswerDoesNotEither(Profile profile) {
        RawMcpClient client = site(profile).client();
        client.answeringWith("{\"action\":\"accept\",\"content\":{\"name\":\"me\"}}");
        RawReply answer = client.callTool("ask", "{\"message\":\"who?\"}");

        assertThat(answer.messages())
                .extracting(message -> message.has("/method"))
                .contains(true);
        assertThat(Json.parse(answer.text().replace("answer: ", ""))
                        .at("/content/name")
                        .text())
                .isEqualTo("me");
    }

    @Row("StopAsync_CancelsActiveSubscriptions")
    @ParameterizedTest
    @EnumSource
    void endpointThatCloses_endsItsStreamsAndFailsWhatRuns(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        RawStream call = site.stall(client);
        site.closeEndpoint();

        assertThat(stream.reply().status()).isEqualTo(200);
        assertThat(call.reply().error().at("/data/trestle/code").text()).isEqualTo("session_ended");
        site.awaitEmpty();
    }

    @Row("SubscribeToSession_WhenServiceNotStarted_DoesNothing")
    @ParameterizedTest
    @EnumSource
    void endpointThatStops_opensNoStream(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.stopAccepting();
        RawReply answer = client.openStream().reply();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(site.gauge("streams")).isZero();
    }
}
