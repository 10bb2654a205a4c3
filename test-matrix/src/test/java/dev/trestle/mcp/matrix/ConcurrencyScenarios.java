package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many at once, and things that happen in the middle of others. */
abstract class ConcurrencyScenarios extends Scenarios {

    private static final int CLIENTS = 10;

    ConcurrencyScenarios(Lane lane) {
        super(lane);
    }

    private static RawStream echo(RawMcpClient client, String text) {
        return client.start("tools/call", "{\"name\":\"echo\",\"arguments\":" + Site.echo(text) + "}");
    }

    @Row("SessionRegistry_ConcurrentGetOrCreate_SameSessionId_CreatesSingleBackend")
    @Test
    void oneChosenIdTenTimesAtOnceInPhase1_isOneBackend() {
        Site site = site(Profile.PHASE1);
        List<RawStream> opening = IntStream.range(0, CLIENTS)
                .mapToObj(i -> site.naming("same").start("initialize", Site.introduction()))
                .toList();

        assertThat(opening)
                .allSatisfy(answer ->
                        assertThat(answer.reply().header(Site.SESSION)).contains("same"));
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("SessionRegistry_ConcurrentGetOrCreate_SameSessionId_CreatesSingleBackend")
    @Test
    void oneSessionTenTimesAtOnce_isOneBackend() {
        Site site = site(Profile.SPECIFICATION);
        String session = site.client().sessionId();
        List<RawStream> calls = IntStream.range(0, CLIENTS)
                .mapToObj(i -> site.naming(session)
                        .post("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"tools/list\"}", Map.of()))
                .toList();

        assertThat(calls)
                .allSatisfy(
                        call -> assertThat(call.reply().result().has("/tools")).isTrue());
        assertThat(site.one.created()).isEqualTo(1);
        assertThat(site.sessions()).isEqualTo(1);
    }

    @Row("Correlation_ConcurrentRequests_UniqueIds_ReturnCorrectResponses")
    @ParameterizedTest
    @EnumSource
    void tenRequestsInAnyOrder_getTheirOwnAnswers(Profile profile) {
        RawMcpClient client = site(profile).client();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, CLIENTS).boxed().toList());
        Collections.shuffle(order, new Random(7));
        List<RawStream> calls =
                order.stream().map(i -> echo(client, "text " + i)).toList();

        for (int i = 0; i < CLIENTS; i++) {
            assertThat(calls.get(i).reply().text()).isEqualTo("text " + order.get(i));
        }
    }

    @Row({"Correlation_DuplicateInflightId_IsRejectedDeterministically", "003-D2"})
    @ParameterizedTest
    @EnumSource
    void oneIdTenTimesAtOnce_runsOnceAndIsRefusedNineTimes(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        String body = "{\"jsonrpc\":\"2.0\",\"id\":\"same\",\"method\":\"tools/call\",\"params\":{\"name\":\"stall\"}}";
        List<RawStream> calls = IntStream.range(0, CLIENTS)
                .mapToObj(i -> client.post(body, Map.of()))
                .toList();
        Await.until(
                "nine answers", () -> calls.stream().filter(RawStream::isOpen).count() == 1);

        assertThat(site.one.calls()).containsExactly("tools/call/stall");
        calls.stream().filter(call -> !call.isOpen()).forEach(call -> {
            assertThat(call.reply().status()).isEqualTo(profile == Profile.PHASE1 ? 409 : 200);
            assertThat(call.reply().error().at("/code").integer()).isEqualTo(-32600);
        });
        client.notify("notifications/cancelled", "{\"requestId\":\"same\"}");
        Await.until("no call to run", () -> site.calls() == 0);
    }

    @Row({"Session_DeleteDuringInflightRequest_CleansUpPending", "003-D4"})
    @ParameterizedTest
    @EnumSource
    void deleteWhileRequestsRun_failsThemAtOnce(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        List<RawStream> running = List.of(site.stall(client), site.stall(client), site.stall(client));
        assertThat(client.delete().status()).isEqualTo(204);

        running.forEach(call -> {
            RawReply answer = call.reply();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.error().at("/data/trestle/code").text()).isEqualTo("session_ended");
        });
        assertThat(site.calls()).isZero();
        site.awaitEmpty();
    }

    @Row("SSE_SingleSubscriberPolicy_IsDeterministic")
    @ParameterizedTest
    @EnumSource
    void severalStreamsOfASession_areAllowedAndEachMessageIsOnOneOfThem(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream older = site.listen(client);
        RawStream newer = site.listen(client);
        client.callTool("announce", Site.echo("once"));

        assertThat(newer.await("notifications/message").at("/params/data").text())
                .isEqualTo("once");
        client.delete();
        assertThat(older.reply().messages()).isEmpty();
        assertThat(newer.reply().messages()).hasSize(1);
    }

    @Row("003-D1")
    @ParameterizedTest
    @EnumSource
    void answersWithAStreamOpen_goToWhoAskedAndNoticesToOneStream(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream stream = site.listen(client);
        List<RawReply> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            answers.add(client.callTool("echo", Site.echo("a" + i)));
            answers.add(client.callTool("announce", Site.echo("n" + i)));
        }

        for (int i = 0; i < CLIENTS; i++) {
            assertThat(answers.get(2 * i).text()).isEqualTo("a" + i);
            assertThat(answers.get(2 * i + 1).text()).isEqualTo("announced");
        }
        // A notice may find the next request running, and a pipe does not say that it does not belong to it.
        long withRequests = answers.stream()
                .mapToLong(
                        answer -> answer.notifications("notifications/message").size())
                .sum();
        Await.until("all notices", () -> withRequests + stream.messages().size() == CLIENTS);
        assertThat(stream.messages())
                .allSatisfy(message -> assertThat(message.has("/id")).isFalse());
    }

    @Row("003-D6")
    @ParameterizedTest
    @EnumSource
    void numberAndStringOfTheSameDigits_areTwoIds(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.stall(client);
        RawReply other = client.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"" + client.lastId()
                                + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}}}",
                        Map.of())
                .reply();

        assertThat(other.text()).isEqualTo("x");
        assertThat(other.response().at("/id").text()).isEqualTo(client.lastId());
    }

    @Row("MultipleClients_CreateDifferentSessions_Concurrently_NoInterference")
    @ParameterizedTest
    @EnumSource
    void tenClientsAtOnce_haveTenSessionsThatWork(Profile profile) {
        Site site = site(profile);
        List<RawStream> opening = IntStream.range(0, CLIENTS)
                .mapToObj(i -> site.stranger().start("initialize", Site.introduction()))
                .toList();
        Set<String> sessions = new HashSet<>();
        opening.forEach(
                answer -> sessions.add(answer.reply().header(Site.SESSION).orElseThrow()));

        assertThat(sessions).hasSize(CLIENTS);
        sessions.forEach(session -> assertThat(site.naming(session)
                        .callTool("echo", Site.echo(session))
                        .text())
                .isEqualTo(session));
        assertThat(site.one.created()).isEqualTo(CLIENTS);
    }

    @Row("ConcurrentRequests_ToDifferentSessions_AreIsolated")
    @ParameterizedTest
    @EnumSource
    void requestsOfTwoSessionsWithTheSameIds_doNotMix(Profile profile) {
        Site site = site(profile);
        RawMcpClient a = site.client();
        RawMcpClient b = site.client();
        List<RawStream> ofA =
                IntStream.range(0, CLIENTS).mapToObj(i -> echo(a, "a" + i)).toList();
        List<RawStream> ofB =
                IntStream.range(0, CLIENTS).mapToObj(i -> echo(b, "b" + i)).toList();

        for (int i = 0; i < CLIENTS; i++) {
            assertThat(ofA.get(i).reply().text()).isEqualTo("a" + i);
            assertThat(ofB.get(i).reply().text()).isEqualTo("b" + i);
        }
    }

    @Row("SSE_ConnectionEstablished_WhileSessionTerminated_Returns400")
    @ParameterizedTest
    @EnumSource
    void streamOpenedAfterTheSessionEnded_isRefused(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawStream before = site.listen(client);
        client.delete();

        assertThat(client.openStream().reply().status()).isEqualTo(unknownSession(profile));
        assertThat(before.reply().status()).isEqualTo(200);
    }
}
