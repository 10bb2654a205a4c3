package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.SseOptions.Connections;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.client.SseEvent;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP with SSE at {@code /sse}: of 2024-11-05 in the default profile, broadcasting in the other. */
abstract class LegacySseScenarios extends Scenarios {

    LegacySseScenarios(Lane lane) {
        super(lane);
    }

    /** A reader, and where it posts to. */
    private record Reader(Site site, RawStream stream, String endpoint) {

        RawReply post(String message) {
            return RawMcpClient.of(site.uri(endpoint)).post(message, Map.of()).reply();
        }

        RawReply call(int id, String tool, String arguments) {
            return post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
                    + tool + "\",\"arguments\":" + arguments + "}}");
        }

        String textOf(int id) {
            return stream.await("the answer to " + id, message -> isAnswer(message, id))
                    .at("/result/content/0/text")
                    .text();
        }

        List<String> said() {
            return stream.messages().stream()
                    .filter(message -> message.has("/params/data"))
                    .map(message -> message.at("/params/data").text())
                    .toList();
        }

        private static boolean isAnswer(Json message, int id) {
            return message.has("/result") && message.at("/id").toString().equals(String.valueOf(id));
        }
    }

    private static RawMcpClient at(Site site, String path) {
        return RawMcpClient.of(site.uri(path));
    }

    /** A reader that has introduced itself where that is needed. */
    private static Reader read(Site site, Profile profile, String path) {
        RawStream stream = site.keep(at(site, path).get(Map.of()));
        assertThat(stream.status()).isEqualTo(200);
        if (profile == Profile.PHASE1) {
            return new Reader(site, stream, path);
        }
        Await.until("the endpoint event", () -> !stream.events().isEmpty());
        SseEvent first = stream.events().get(0);
        assertThat(first.event()).isEqualTo("endpoint");
        Reader reader = new Reader(site, stream, first.data());
        reader.post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":" + Site.introduction() + "}");
        stream.await("the answer to initialize", message -> Reader.isAnswer(message, 0));
        assertThat(reader.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        return reader;
    }

    @Row("Get_Sse_Returns200_WithTextEventStream")
    @Test
    void get_isAStreamThatBeginsWithItsEndpoint() {
        Site site = site(Profile.SPECIFICATION);
        RawStream stream = site.keep(at(site, "/sse").get(Map.of()));

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.headers().get("content-type").get(0)).startsWith("text/event-stream");
        Await.until("the endpoint event", () -> !stream.events().isEmpty());
        assertThat(stream.events().get(0).event()).isEqualTo("endpoint");
        assertThat(stream.events().get(0).data()).startsWith("/sse").doesNotContain("://");
    }

    @Row("Get_Sse_Returns200_WithTextEventStream")
    @Test
    void getInPhase1_isAStreamWithoutAnEndpoint() {
        Site site = site(Profile.PHASE1);
        Reader reader = read(site, Profile.PHASE1, "/sse");
        reader.call(1, "announce", Site.echo("first"));
        Await.until("an event", () -> !reader.stream().events().isEmpty());

        assertThat(reader.stream().headers().get("content-type").get(0)).startsWith("text/event-stream");
        assertThat(reader.stream().events()).noneMatch(event -> "endpoint".equals(event.event()));
    }

    @Row({"Get_Sse_EstablishesConnection_ReceivesMessages", "003-D13"})
    @ParameterizedTest
    @EnumSource
    void reader_hearsWhatTheBackendSays(Profile profile) {
        Site site = site(profile);
        Reader reader = read(site, profile, "/sse");
        reader.call(1, "announce", Site.echo("heard"));

        Await.until("the message", () -> reader.said().equals(List.of("heard")));
    }

    @Row("Post_Sse_AcceptsJsonRpc_ForwardsToBackend")
    @ParameterizedTest
    @EnumSource
    void post_is202WithoutBodyAndItsAnswerIsOnTheStream(Profile profile) {
        Site site = site(profile);
        Reader reader = read(site, profile, "/sse");
        RawReply accepted = reader.call(7, "echo", Site.echo("a"));

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.messages()).isEmpty();
        assertThat(reader.textOf(7)).isEqualTo("a");
        assertThat(site.one.calls()).containsExactly("tools/call/echo");
    }

    @Row("Sse_Endpoints_DoNotRequireMcpSessionIdHeader")
    @ParameterizedTest
    @EnumSource
    void sessionHeader_isNotNeeded(Profile profile) {
        Site site = site(profile);
        Reader reader = read(site, profile, "/sse");

        assertThat(reader.call(1, "echo", Site.echo("a")).status()).isEqualTo(202);
        assertThat(reader.stream().headers()).doesNotContainKey("mcp-session-id");
    }

    @Row("Sse_Endpoints_HandleMcpSessionIdHeader_IfProvided")
    @Test
    void sessionHeaderInPhase1_isTheSessionThatIsReadAndPostedTo() {
        Site site = site(Profile.PHASE1);
        RawMcpClient client = site.client();
        RawStream stream = site.keep(at(site, "/sse").get(Map.of(Site.SESSION, client.sessionId())));
        assertThat(stream.status()).isEqualTo(200);
        client.callTool("announce", Site.echo("to the session"));

        assertThat(stream.await("notifications/message").at("/params/data").text())
                .isEqualTo("to the session");
        assertThat(site.one.created()).isEqualTo(1);
        assertThat(at(site, "/sse")
                        .get(Map.of(Site.SESSION, "never-was"))
                        .reply()
                        .status())
                .isEqualTo(400);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("Sse_Endpoints_HandleMcpSessionIdHeader_IfProvided")
    @Test
    void sessionOfTheOtherTransport_cannotBePostedToHere() {
        Site site = site(Profile.SPECIFICATION);
        RawMcpClient client = site.client();

        assertThat(at(site, "/sse?sessionId=" + client.sessionId())
                        .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", Map.of())
                        .reply()
                        .status())
                .isEqualTo(404);
    }

    @Row("Sse_And_Mcp_Endpoints_CanCoexist")
    @ParameterizedTest
    @EnumSource
    void bothTransports_workSideBySide(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        Reader reader = read(site, profile, "/sse");
        reader.call(1, "echo", Site.echo("by sse"));

        assertThat(reader.textOf(1)).isEqualTo("by sse");
        assertThat(client.callTool("echo", Site.echo("by http")).text()).isEqualTo("by http");
        assertThat(stream.messages()).isEmpty();
    }

    @Row("Sse_Endpoints_UseDefaultBackend_WhenNoneSpecified")
    @ParameterizedTest
    @EnumSource
    void pathWithoutBackend_isTheDefaultOne(Profile profile) {
        Site site = site(profile);
        read(site, profile, "/sse").call(1, "echo", Site.echo("a"));
        read(site, profile, "/sse/other").call(1, "echo", Site.echo("b"));

        Await.until(
                "both calls",
                () -> site.one.calls().size() == 1 && site.other.calls().size() == 1);
    }

    @Row("Sse_Endpoints_UseDispatcherFallbackPath_NoSessionRegistryRequired")
    @Test
    void clientsInPhase1_shareOneBackend() {
        Site site = site(Profile.PHASE1);
        Reader a = read(site, Profile.PHASE1, "/sse");
        Reader b = read(site, Profile.PHASE1, "/sse");
        a.call(1, "echo", Site.echo("a"));
        b.call(2, "echo", Site.echo("b"));

        assertThat(b.textOf(1)).isEqualTo("a");
        assertThat(a.textOf(2)).isEqualTo("b");
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("Sse_Endpoints_UseDispatcherFallbackPath_NoSessionRegistryRequired")
    @Test
    void client_hasABackendOfItsOwn() {
        Site site = site(Profile.SPECIFICATION);
        Reader a = read(site, Profile.SPECIFICATION, "/sse");
        Reader b = read(site, Profile.SPECIFICATION, "/sse");
        a.call(1, "echo", Site.echo("a"));
        b.call(1, "echo", Site.echo("b"));

        assertThat(a.textOf(1)).isEqualTo("a");
        assertThat(b.textOf(1)).isEqualTo("b");
        assertThat(site.one.created()).isEqualTo(2);
    }

    @Row("OriginValidation_ForMcp_DoesNotAffectSse")
    @Test
    void foreignPageInPhase1_isNotJudgedHere() {
        Site site = site(Profile.PHASE1, options -> options.origins(List.of("https://app.example.com")));
        Map<String, String> foreign = Map.of("Origin", "https://evil.example.org");

        assertThat(site.keep(at(site, "/sse").get(foreign)).status()).isEqualTo(200);
        assertThat(at(site, "/mcp").get(foreign).reply().status()).isEqualTo(403);
    }

    @Row("OriginValidation_ForMcp_DoesNotAffectSse")
    @Test
    void foreignPage_isRefusedHereToo() {
        Site site = site(Profile.SPECIFICATION, options -> options.origins(List.of("https://app.example.com")));

        assertThat(at(site, "/sse")
                        .get(Map.of("Origin", "https://evil.example.org"))
                        .reply()
                        .status())
                .isEqualTo(403);
    }

    @Row({"SseConnectionCoordinator_OneActiveConnectionPerBackend_IsDeterministic", "003-D21"})
    @Test
    void readersInPhase1_areAnyNumberAndEachHearsAllInOrder() {
        Site site = site(Profile.PHASE1);
        Reader a = read(site, Profile.PHASE1, "/sse");
        Reader b = read(site, Profile.PHASE1, "/sse");
        a.call(1, "announce", Site.echo("test1"));
        a.textOf(1);
        a.call(2, "announce", Site.echo("test2"));

        for (Reader reader : List.of(a, b)) {
            Await.until("both messages", () -> reader.said().equals(List.of("test1", "test2")));
        }
    }

    @Row({"SseConnectionCoordinator_OneActiveConnectionPerBackend_IsDeterministic", "003-D21"})
    @ParameterizedTest
    @EnumSource
    void secondReader_isRefusedIfThereMayBeOne(Profile profile) {
        Site site = site(profile, options -> options.connections(Connections.SINGLE_REJECT));
        Reader first = read(site, profile, "/sse");
        RawReply second = at(site, "/sse").get(Map.of()).reply();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.contentType()).isEqualTo("application/json");
        first.call(1, "echo", Site.echo("undisturbed"));
        assertThat(first.textOf(1)).isEqualTo("undisturbed");
    }

    @Row({"SseConnectionCoordinator_OneActiveConnectionPerBackend_IsDeterministic", "003-D21"})
    @ParameterizedTest
    @EnumSource
    void secondReader_takesThePlaceIfItMay(Profile profile) {
        Site site = site(profile, options -> options.connections(Connections.SINGLE_REPLACE));
        Reader first = read(site, profile, "/sse");
        Reader second = read(site, profile, "/sse");

        Await.until("the end of the first", () -> !first.stream().isOpen());
        second.call(1, "echo", Site.echo("a"));
        assertThat(second.textOf(1)).isEqualTo("a");
    }

    @Row({"SseConnectionCoordinator_OneActiveConnectionPerBackend_IsDeterministic", "003-D21"})
    @ParameterizedTest
    @EnumSource
    void thirdReader_isRefusedIfThereMayBeTwo(Profile profile) {
        Site site =
                site(profile, options -> options.connections(Connections.MAX_N).maxConnections(2));
        read(site, profile, "/sse");
        read(site, profile, "/sse");

        assertThat(at(site, "/sse").get(Map.of()).reply().status()).isEqualTo(409);
        assertThat(site.keep(at(site, "/sse/other").get(Map.of())).status()).isEqualTo(200);
    }

    @Row("Sse_Disconnect_ReleasesResources_NoStuckTasks")
    @Test
    void readerThatLeaves_endsItsSessionAndItsBackend() {
        Site site = site(Profile.SPECIFICATION);
        read(site, Profile.SPECIFICATION, "/sse").stream().close();
        site.beatUntil(() -> site.sessions() == 0);
        site.awaitEmpty();

        Reader again = read(site, Profile.SPECIFICATION, "/sse");
        again.call(1, "echo", Site.echo("again"));
        assertThat(again.textOf(1)).isEqualTo("again");
    }

    @Row("Sse_Disconnect_ReleasesResources_NoStuckTasks")
    @Test
    void readerThatLeavesInPhase1_isForgottenAndOthersGoOn() {
        Site site = site(
                Profile.PHASE1,
                options -> options.connections(Connections.MAX_N).maxConnections(2));
        Reader stays = read(site, Profile.PHASE1, "/sse");
        read(site, Profile.PHASE1, "/sse").stream().close();
        site.beatUntil(() -> site.gauge("sseStreams") == 1);

        Reader again = read(site, Profile.PHASE1, "/sse");
        again.call(1, "echo", Site.echo("a"));
        assertThat(stays.textOf(1)).isEqualTo("a");
        assertThat(again.textOf(1)).isEqualTo("a");
    }

    @Row("Sse_UnknownBackend_Is404_OnGetAndPost")
    @ParameterizedTest
    @EnumSource
    void backendThatIsNotThere_is404(Profile profile) {
        Site site = site(profile);

        assertThat(at(site, "/sse/nobody").get(Map.of()).reply().status()).isEqualTo(404);
        assertThat(at(site, "/sse/nobody").post("{}", Map.of()).reply().status())
                .isEqualTo(404);
    }

    @Row("Sse_InvalidOrMissingJson_Is400")
    @ParameterizedTest
    @EnumSource
    void bodyThatIsNoJson_is400(Profile profile) {
        Reader reader = read(site(profile), profile, "/sse");

        for (String body : List.of("", "{\"jsonrpc\":")) {
            RawReply refused = reader.post(body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().at("/code").integer()).isEqualTo(-32700);
        }
    }

    @Row("Sse_ReadersOfTwoBackends_HearTheirOwn")
    @ParameterizedTest
    @EnumSource
    void readersOfTwoBackends_hearTheirOwn(Profile profile) {
        Site site = site(profile);
        Reader one = read(site, profile, "/sse/one");
        Reader other = read(site, profile, "/sse/other");
        one.call(1, "announce", Site.echo("of one"));
        other.call(1, "announce", Site.echo("of other"));

        Await.until("both", () -> !one.said().isEmpty() && !other.said().isEmpty());
        assertThat(one.said()).containsExactly("of one");
        assertThat(other.said()).containsExactly("of other");
    }
}
