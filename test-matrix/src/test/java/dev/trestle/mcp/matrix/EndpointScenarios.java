package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoint: POST, GET and DELETE, as a client sees them. */
abstract class EndpointScenarios extends Scenarios {

    EndpointScenarios(Lane lane) {
        super(lane);
    }

    @Row("Initialize_WithoutSessionHeader_CreatesSession_ReturnsSessionId")
    @ParameterizedTest
    @EnumSource
    void initialize_answersWithTheServerAndASession(Profile profile) {
        RawReply answer = site(profile).stranger().initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.header(Site.SESSION)).isPresent();
        assertThat(answer.result().at("/protocolVersion").text()).isEqualTo(Site.VERSION);
        assertThat(answer.result().at("/serverInfo/name").isPresent()).isTrue();
    }

    @Row("Initialize_WithSessionHeader_UsesExistingSession")
    @Test
    void initializeInASessionInPhase1_joinsIt() {
        Site site = site(Profile.PHASE1);
        RawMcpClient client = site.client();
        RawReply again = site.naming(client.sessionId()).initializeOnly(Site.VERSION, "{}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header(Site.SESSION)).contains(client.sessionId());
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("Initialize_WithSessionHeader_UsesExistingSession")
    @Test
    void initializeInASession_isRefusedAndLeavesItAlone() {
        Site site = site(Profile.SPECIFICATION);
        RawMcpClient client = site.client();
        RawReply again = site.naming(client.sessionId()).initializeOnly(Site.VERSION, "{}");

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.error().at("/code").integer()).isEqualTo(-32600);
        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("BackendRegistry_FirstIsDefault_AndUnknownIsRefused")
    @ParameterizedTest
    @EnumSource
    void pathWithoutBackend_isTheFirstOneAndOneThatIsNotThereIs404(Profile profile) {
        Site site = site(profile);
        site.client("/mcp").callTool("echo", Site.echo("a"));
        site.client("/mcp/other").callTool("echo", Site.echo("b"));

        assertThat(site.one.calls()).containsExactly("tools/call/echo");
        assertThat(site.other.calls()).containsExactly("tools/call/echo");
        assertThat(RawMcpClient.of(site.uri("/mcp/third"))
                        .initializeOnly(Site.VERSION, "{}")
                        .status())
                .isEqualTo(404);
    }

    @Row("Post_WithoutSessionHeader_Returns400_WhenNotTolerant")
    @ParameterizedTest
    @EnumSource
    void requestWithoutSession_is400(Profile profile) {
        Site site = site(profile);
        RawReply answer = site.stranger().callTool("echo", Site.echo("a"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().at("/message").text()).contains("Mcp-Session-Id header is required");
        assertThat(site.one.created()).isZero();
    }

    @Row("Post_WithRequestId_ReturnsMatchingResponse")
    @ParameterizedTest
    @EnumSource
    void request_isAnsweredUnderItsIdAndItsType(Profile profile) {
        RawMcpClient client = site(profile).client();
        RawReply answer = client.callTool("echo", Site.echo("hello"));
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.response().at("/id").toString()).isEqualTo(client.lastId());

        RawReply string = client.post("{\"jsonrpc\":\"2.0\",\"id\":\"a\\\"b\",\"method\":\"ping\"}", Map.of())
                .reply();
        assertThat(string.response().at("/id").text()).isEqualTo("a\"b");
    }

    @Row("Post_Notification_WithoutId_Returns202")
    @ParameterizedTest
    @EnumSource
    void notification_is202WithoutBodyAndReachesTheBackend(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawReply answer = client.notify("notifications/roots/list_changed", null);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        Await.until("the notification", () -> site.one.notifications().contains("notifications/roots/list_changed"));
    }

    @Row("Get_WithoutSessionHeader_Returns400")
    @ParameterizedTest
    @EnumSource
    void getWithoutSession_is400(Profile profile) {
        assertThat(site(profile).stranger().openStream().reply().status()).isEqualTo(400);
    }

    @Row({"Get_WithSessionHeader_EstablishesSse_ReceivesMessages"})
    @ParameterizedTest
    @EnumSource
    void get_isAStreamThatReceivesWhatBelongsToNoRequest(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);

        client.callTool("announce", "{}");
        assertThat(stream.await("notifications/tools/list_changed").has("/id")).isFalse();
    }

    @Row("Get_Sse_SendsKeepaliveComments")
    @ParameterizedTest
    @EnumSource
    void silentStream_getsComments(Profile profile) {
        Site site = site(profile);
        RawStream stream = site.listen(site.client());
        int before = stream.comments().size();

        site.beatUntil(() -> stream.comments().size() >= before + 2);
        assertThat(stream.messages()).isEmpty();
    }

    @Row({"Get_Sse_FormatsEventsCorrectly", "Sse_Events_HaveExactlyTheirLines"})
    @ParameterizedTest
    @EnumSource
    void event_isTypeIdAndOneLineOfData(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        client.callTool("announce", "{}");
        stream.await("notifications/tools/list_changed");
        client.delete();

        assertThat(stream.reply().body())
                .containsPattern(
                        "(?m)^event: message\nid: \\S+\ndata: \\{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"\\}\n\n");
    }

    @Row("Delete_WithoutSessionHeader_Returns400")
    @ParameterizedTest
    @EnumSource
    void deleteWithoutSession_is400(Profile profile) {
        assertThat(site(profile).stranger().delete().status()).isEqualTo(400);
    }

    @Row("Delete_WithSessionHeader_TerminatesSession_Returns204")
    @ParameterizedTest
    @EnumSource
    void delete_is204AndEndsTheSession(Profile profile) {
        Site site = site(profile);
        RawReply answer = site.client().delete();

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        site.awaitEmpty();
    }

    @Row("Cors_ExposesMcpSessionIdHeader")
    @ParameterizedTest
    @EnumSource
    void answerToAnAllowedPage_exposesTheSessionHeader(Profile profile) {
        Site site = site(profile, options -> options.origins(List.of("https://app.example.com")));
        RawReply answer =
                site.stranger().header("Origin", "https://app.example.com").initializeOnly(Site.VERSION, "{}");

        assertThat(answer.header("Access-Control-Expose-Headers").orElseThrow()).contains(Site.SESSION);
    }

    @Row("Post_WithRequestId_HandlesTimeout_ReturnsTimeoutError")
    @ParameterizedTest
    @EnumSource
    void requestThatIsNotAnswered_isAnErrorUnderItsIdInTime(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).requestTimeout(Duration.ofMillis(300)));
        RawMcpClient client = site.client();
        RawReply answer = client.callTool("stall", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.error().at("/code").integer()).isEqualTo(profile == Profile.PHASE1 ? -32000 : -32603);
        assertThat(answer.error().at("/data/trestle/code").text()).isEqualTo("timeout");
        assertThat(answer.response().at("/id").toString()).isEqualTo(client.lastId());
        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("MultipleSessions_CanCoexist")
    @ParameterizedTest
    @EnumSource
    void threeSessions_workSideBySide(Profile profile) {
        Site site = site(profile);
        List<RawMcpClient> clients =
                IntStream.range(0, 3).mapToObj(i -> site.client()).toList();

        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).callTool("echo", Site.echo("to " + i)).text())
                    .isEqualTo("to " + i);
        }
        assertThat(site.sessions()).isEqualTo(3);
    }

    @Row("Session_CannotBeUsedAfterTermination")
    @ParameterizedTest
    @EnumSource
    void sessionThatWasDeleted_isUnknownToEveryVerb(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        client.delete();

        assertThat(client.callTool("echo", Site.echo("a")).status()).isEqualTo(unknownSession(profile));
        assertThat(client.openStream().reply().status()).isEqualTo(unknownSession(profile));
        assertThat(client.notify("notifications/roots/list_changed", null).status())
                .isEqualTo(unknownSession(profile));
    }

    @Row("SessionId_HeaderIsCaseInsensitive")
    @ParameterizedTest
    @EnumSource
    void sessionHeader_mayBeSpelledInAnyCase(Profile profile) {
        Site site = site(profile);
        String session = site.client().sessionId();

        for (String name : List.of("mcp-session-id", "MCP-SESSION-ID", "mCp-SeSsIoN-iD")) {
            RawReply answer = site.stranger().header(name, session).callTool("echo", Site.echo(name));
            assertThat(answer.text()).isEqualTo(name);
        }
    }

    @Row("MultipleConcurrentRequests_DifferentIds_ReturnCorrectResponses")
    @ParameterizedTest
    @EnumSource
    void fiveRequestsAtOnce_getTheirOwnAnswers(Profile profile) {
        RawMcpClient client = site(profile).client();
        List<RawStream> running = IntStream.range(0, 5)
                .mapToObj(i -> client.start("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + i + "\"}}"))
                .toList();

        for (int i = 0; i < running.size(); i++) {
            assertThat(running.get(i).reply().text()).isEqualTo(String.valueOf(i));
        }
    }

    @Row("ResponseCorrelation_WorksAcrossMultipleSessions")
    @ParameterizedTest
    @EnumSource
    void oneIdInTwoSessionsAtOnce_isTwoRequests(Profile profile) {
        Site site = site(profile);
        RawMcpClient a = site.client();
        RawMcpClient b = site.client();
        RawStream ofA = a.start("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}");
        RawStream ofB = b.start("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"b\"}}");

        assertThat(a.lastId()).isEqualTo(b.lastId());
        assertThat(ofA.reply().text()).isEqualTo("a");
        assertThat(ofB.reply().text()).isEqualTo("b");
    }
}
