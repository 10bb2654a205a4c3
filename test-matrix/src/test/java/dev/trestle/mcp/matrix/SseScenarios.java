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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams to the client. */
abstract class SseScenarios extends Scenarios {

    SseScenarios(Lane lane) {
        super(lane);
    }

    private static void announce(RawMcpClient client, String text) {
        assertThat(client.callTool("announce", Site.echo(text)).status()).isEqualTo(200);
    }

    private static List<String> data(RawStream stream) {
        return stream.messages().stream()
                .map(message -> message.at("/params/data").text())
                .toList();
    }

    @Row({"Sse_ConnectionHandlesClientDisconnect_Gracefully", "SsePipeline_SurvivesReaderThatLeaves"})
    @ParameterizedTest
    @EnumSource
    void clientThatDisconnects_keepsItsSession(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.listen(client).close();
        site.beatUntil(() -> site.gauge("streams") == 0);

        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        // Said after the answer: it may still find the stream of that request, and else waits for the next.
        RawReply answer = client.callTool("announce", Site.echo("said once"));
        RawStream next = site.listen(client);
        List<Json> onThatOfTheRequest = answer.notifications("notifications/message");
        Await.until(
                "the message", () -> onThatOfTheRequest.size() + next.messages().size() > 0);
        announce(client, "the last");
        next.await(
                "the last message", message -> message.at("/params/data").text().equals("the last"));
        assertThat(onThatOfTheRequest.size() + next.messages().size()).isEqualTo(2);
    }

    @Row("Sse_ConnectionHandlesServerCancellation_Gracefully")
    @ParameterizedTest
    @EnumSource
    void streamOfASessionThatEnds_endsInOrder(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        client.delete();

        assertThat(stream.reply().status()).isEqualTo(200);
        assertThat(stream.isOpen()).isFalse();
    }

    @Row("Sse_SendsMultipleMessages_InSequence")
    @ParameterizedTest
    @EnumSource
    void threeMessages_arriveInOrderOnce(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        // One after the other: a notice that finds the next request running is taken for that one's.
        for (String text : List.of("first", "second", "third")) {
            announce(client, text);
            stream.await(text, message -> message.at("/params/data").text().equals(text));
        }
        assertThat(data(stream)).containsExactly("first", "second", "third");
    }

    @Row("003-D13")
    @ParameterizedTest
    @EnumSource
    void streamOnWhichNothingIsSaid_hasItsHeadAtOnce(Profile profile) {
        Site site = site(profile);
        RawStream stream = site.listen(site.client());

        assertThat(stream.headers().get("content-type").get(0)).startsWith("text/event-stream");
        assertThat(stream.messages()).isEmpty();
    }

    @Row("Sse_HandlesMalformedJsonFromBackend_DoesNotCrash")
    @ParameterizedTest
    @EnumSource
    void lineOfTheBackendThatIsNoJson_isSkippedAndNothingElseIs(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).fault(Fault.WRITES_GARBAGE));
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        announce(client, "after the garbage");

        stream.await("notifications/message");
        assertThat(data(stream)).containsExactly("after the garbage");
        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("Sse_HeadersAreSetCorrectly")
    @ParameterizedTest
    @EnumSource
    void stream_hasTheHeadersThatKeepItAliveAndUncached(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        client.delete();
        RawReply answer = stream.reply();

        assertThat(answer.contentType()).isEqualTo("text/event-stream");
        assertThat(answer.header("Cache-Control")).contains("no-store, no-transform");
        assertThat(answer.header("Pragma")).contains("no-cache");
        assertThat(answer.header("X-Accel-Buffering")).contains("no");
        assertThat(answer.header(Site.SESSION).isPresent()).isEqualTo(profile == Profile.PHASE1);
    }

    @Row({"Sse_ConnectionWithInvalidSessionId_Returns400"})
    @ParameterizedTest
    @EnumSource
    void streamOfASessionThatNeverWas_isRefused(Profile profile) {
        RawReply answer = site(profile).naming("no such session").openStream().reply();

        assertThat(answer.status()).isEqualTo(unknownSession(profile));
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.body()).doesNotContain("no such session");
    }

    @Row("Sse_ConnectionWithExpiredSession_Returns400")
    @ParameterizedTest
    @EnumSource
    void streamOfASessionThatExpired_isRefused(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.time.advance(Duration.ofMinutes(40));

        assertThat(client.openStream().reply().status()).isEqualTo(unknownSession(profile));
        site.awaitEmpty();
    }

    @Row({"Sse_ConnectionCleanupOnCancellation_ReleasesResources"})
    @ParameterizedTest
    @EnumSource
    void streamThatIsCut_leavesNothingBehind(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        for (int i = 0; i < 3; i++) {
            site.listen(client).close();
        }
        site.beatUntil(() -> site.gauge("eventStreams") == 0 && site.gauge("streams") == 0);

        Json answer = client.callTool("echo", Site.echo("usable")).result();
        assertThat(answer.at("/content/0/text").text()).isEqualTo("usable");
    }

    @Row("003-D14")
    @ParameterizedTest
    @EnumSource
    void sessionWithAnOpenStream_doesNotExpire(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.listen(client);
        site.time.advance(Duration.ofHours(2));

        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("003-D14")
    @ParameterizedTest
    @EnumSource
    void sessionWithACallInFlight_doesNotExpire(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream call = site.stall(client);
        site.time.advance(Duration.ofHours(2));

        assertThat(client.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        assertThat(call.isOpen()).isTrue();
        Await.until("one session", () -> site.sessions() == 1);
    }
}
