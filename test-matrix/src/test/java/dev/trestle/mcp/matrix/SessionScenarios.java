package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of sessions: who makes them, who finds them, how they end. */
abstract class SessionScenarios extends Scenarios {

    private static final int MANY = 8;

    SessionScenarios(Lane lane) {
        super(lane);
    }

    private static RawReply initialize(Site site, String session) {
        return site.naming(session).initializeOnly(Site.VERSION, "{}");
    }

    /** As many answers as clients, who all began at once. */
    private static List<RawReply> atOnce(int clients, IntFunction<RawReply> act) {
        CyclicBarrier start = new CyclicBarrier(clients);
        return IntStream.range(0, clients)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                start.await();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            return act.apply(i);
                        },
                        command -> new Thread(command, "client-" + i).start()))
                .toList()
                .stream()
                .map(answer -> Await.value("an answer", answer))
                .toList();
    }

    @Row("GetOrCreateAsync_CreatesNewSession_WhenSessionIdIsNull")
    @ParameterizedTest
    @EnumSource
    void initializeWithoutSession_opensOneThatCannotBeGuessed(Profile profile) {
        Site site = site(profile);
        RawReply answer = site.stranger().initializeOnly(Site.VERSION, "{}");

        assertThat(answer.status()).isEqualTo(200);
        String session = answer.header(Site.SESSION).orElseThrow();
        assertThat(session).matches("[\\x21-\\x7E]+").hasSizeGreaterThanOrEqualTo(22);
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("GetOrCreateAsync_ReturnsExistingSession_WhenSessionIdProvided")
    @ParameterizedTest
    @EnumSource
    void requestThatNamesASession_isInThatSession(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawMcpClient again = site.naming(client.sessionId());

        assertThat(again.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("GetOrCreateAsync_CreatesDifferentSessions_ForDifferentIds")
    @ParameterizedTest
    @EnumSource
    void twoClients_haveTwoSessionsAndTwoBackends(Profile profile) {
        Site site = site(profile);

        assertThat(site.client().sessionId()).isNotEqualTo(site.client().sessionId());
        assertThat(site.sessions()).isEqualTo(2);
        assertThat(site.one.created()).isEqualTo(2);
    }

    @Row({"GetOrCreateAsync_Throws_WhenBackendNameMismatch", "003-D10"})
    @ParameterizedTest
    @EnumSource
    void sessionOfAnotherBackend_isUnknown(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        RawMcpClient astray = RawMcpClient.of(site.uri("/mcp/other")).header(Site.SESSION, client.sessionId());

        assertThat(astray.callTool("echo", Site.echo("a")).status()).isEqualTo(unknownSession(profile));
        RawReply joined = astray.initializeOnly(Site.VERSION, "{}");
        assertThat(joined.status()).isEqualTo(400);
        assertThat(joined.error().at("/code").integer()).isEqualTo(-32600);
        assertThat(site.other.created()).isZero();
        assertThat(client.callTool("echo", Site.echo("b")).text()).isEqualTo("b");
    }

    @Row({"TouchAsync_UpdatesLastAccessedAt", "CleanupService_TerminatesExpired_AndPreservesTouched"})
    @ParameterizedTest
    @EnumSource
    void request_keepsItsSessionAliveAndNoOther(Profile profile) {
        Site site = site(profile);
        RawMcpClient idle = site.client();
        RawMcpClient busy = site.client();

        site.time.advance(Duration.ofMinutes(20));
        assertThat(busy.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
        site.time.advance(Duration.ofMinutes(20));

        assertThat(busy.callTool("echo", Site.echo("b")).text()).isEqualTo("b");
        assertThat(idle.callTool("echo", Site.echo("c")).status()).isEqualTo(unknownSession(profile));
        Await.until("the idle session's backend to end", () -> site.one.open() == 1);
    }

    @Row("TouchAsync_Throws_WhenSessionNotFound")
    @ParameterizedTest
    @EnumSource
    void requestInASessionThatNeverWas_isRefusedAndOpensNone(Profile profile) {
        Site site = site(profile);
        RawReply answer = site.naming("never-was").callTool("echo", Site.echo("a"));

        assertThat(answer.status()).isEqualTo(unknownSession(profile));
        assertThat(answer.error().at("/code").integer()).isEqualTo(-32001);
        assertThat(site.sessions()).isZero();
        assertThat(site.one.created()).isZero();
    }

    @Row("TerminateAsync_DisposesBackend_AndRemovesSession")
    @ParameterizedTest
    @EnumSource
    void delete_endsTheBackendAndForgetsTheSession(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();

        assertThat(client.delete().status()).isEqualTo(204);
        site.awaitEmpty();
        assertThat(client.callTool("echo", Site.echo("a")).status()).isEqualTo(unknownSession(profile));
    }

    @Row("TerminateAsync_IsIdempotent")
    @Test
    void secondDeleteInPhase1_is204() {
        Site site = site(Profile.PHASE1);
        RawMcpClient client = site.client();

        assertThat(client.delete().status()).isEqualTo(204);
        assertThat(client.delete().status()).isEqualTo(204);
    }

    @Row("TerminateAsync_IsIdempotent")
    @Test
    void secondDelete_is404AndHarmless() {
        Site site = site(Profile.SPECIFICATION);
        RawMcpClient client = site.client();
        RawMcpClient other = site.client();

        assertThat(client.delete().status()).isEqualTo(204);
        assertThat(client.delete().status()).isEqualTo(404);
        assertThat(other.callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("GetOrCreateAsync_IsThreadSafe")
    @ParameterizedTest
    @EnumSource
    void clientsWhoInitializeAtOnce_haveASessionAndABackendEach(Profile profile) {
        Site site = site(profile);
        Set<String> sessions = new HashSet<>();
        atOnce(MANY, i -> site.stranger().initializeOnly(Site.VERSION, "{}"))
                .forEach(answer -> sessions.add(answer.header(Site.SESSION).orElseThrow()));

        assertThat(sessions).hasSize(MANY);
        assertThat(site.sessions()).isEqualTo(MANY);
        assertThat(site.one.created()).isEqualTo(MANY);
    }

    @Row({"GetOrCreateAsync_ConcurrentCreation_SameSessionId_ReturnsSameSession", "003-D3"})
    @Test
    void clientsWhoChooseOneIdAtOnceInPhase1_shareOneSessionAndOneBackend() {
        Site site = site(Profile.PHASE1);

        assertThat(atOnce(MANY, i -> initialize(site, "shared"))).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(Site.SESSION)).contains("shared");
            assertThat(answer.result().at("/serverInfo").isPresent()).isTrue();
        });
        assertThat(site.sessions()).isEqualTo(1);
        assertThat(site.one.created()).isEqualTo(1);
    }

    @Row("GetOrCreateAsync_ConcurrentCreation_SameSessionId_ReturnsSameSession")
    @Test
    void clientsWhoChooseAnId_areAllRefused() {
        Site site = site(Profile.SPECIFICATION);

        assertThat(atOnce(MANY, i -> initialize(site, "shared"))).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().at("/code").integer()).isEqualTo(-32600);
        });
        assertThat(site.one.created()).isZero();
    }

    @Row("GetOrCreateAsync_ConcurrentCreation_DifferentIds_CreatesDifferentSessions")
    @Test
    void clientsWhoChooseDifferentIdsAtOnceInPhase1_haveThose() {
        Site site = site(Profile.PHASE1);
        List<RawReply> answers = atOnce(MANY, i -> initialize(site, "mine-" + i));

        assertThat(answers)
                .extracting(answer -> answer.header(Site.SESSION).orElseThrow())
                .containsExactlyElementsOf(
                        IntStream.range(0, MANY).mapToObj(i -> "mine-" + i).toList());
        assertThat(site.one.created()).isEqualTo(MANY);
    }

    @Row("GetOrCreateAsync_ConcurrentCreation_DifferentIds_CreatesDifferentSessions")
    @Test
    void clientsAtOnce_areGivenDifferentIds() {
        Site site = site(Profile.SPECIFICATION);
        List<RawReply> answers = atOnce(MANY, i -> site.stranger().initializeOnly(Site.VERSION, "{}"));

        assertThat(answers.stream()
                        .map(answer -> answer.header(Site.SESSION).orElseThrow())
                        .distinct())
                .hasSize(MANY);
    }

    @Row("GetOrCreateAsync_RespectsCancellationToken")
    @ParameterizedTest
    @EnumSource
    void clientThatGoesBeforeItsSessionIsOpen_leavesNothing(Profile profile) {
        Site site = open(new Site.Plan(lane, profile).held());
        RawStream going = site.stranger().start("initialize", Site.introduction());
        Await.until("the backend to be asked for", () -> site.one.created() == 1);
        site.beatUntil(() -> site.gauge("eventStreams") == 1);
        assertThat(going.status()).isEqualTo(200);
        going.close();
        site.beatUntil(() -> site.sessions() == 0);

        site.one.release();
        site.awaitEmpty();
    }

    @Row("TerminateAsync_RespectsCancellationToken")
    @ParameterizedTest
    @EnumSource
    void sessionWhoseClientGoesWhileItDeletes_endsAllTheSame(Profile profile) {
        Site site = site(profile);
        RawMcpClient client = site.client();
        site.hangUpAfter(
                "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n" + Site.SESSION + ": " + client.sessionId() + "\r\n\r\n");

        site.awaitEmpty();
    }

    @Row({"TryGetAsync_NonExistentSession_ReturnsNull", "003-D9"})
    @ParameterizedTest
    @EnumSource
    void lookingForASessionThatIsNotThere_makesNone(Profile profile) {
        Site site = site(profile);

        assertThat(site.naming("never-was").openStream().reply().status()).isEqualTo(unknownSession(profile));
        assertThat(site.naming("never-was")
                        .notify("notifications/initialized", null)
                        .status())
                .isEqualTo(unknownSession(profile));
        assertThat(site.sessions()).isZero();
        assertThat(site.one.created()).isZero();
    }

    @Row("003-D16")
    @ParameterizedTest
    @EnumSource
    void connectionThatOpenedASession_mayBeGoneWhileTheSessionLives(Profile profile) {
        Site site = site(profile);
        String session = site.openAndHangUp();

        assertThat(site.naming(session).callTool("echo", Site.echo("a")).text()).isEqualTo("a");
    }

    @Row("Sessions_AreIsolated_DoNotInterfere")
    @ParameterizedTest
    @EnumSource
    void sessionsWithTheSameIds_getTheirOwnAnswersAndEndByThemselves(Profile profile) {
        Site site = site(profile);
        RawMcpClient a = site.client();
        RawMcpClient b = site.client();

        assertThat(a.callTool("echo", Site.echo("to a")).text()).isEqualTo("to a");
        assertThat(b.callTool("echo", Site.echo("to b")).text()).isEqualTo("to b");
        assertThat(a.lastId()).isEqualTo(b.lastId());
        a.delete();
        assertThat(b.callTool("echo", Site.echo("still b")).text()).isEqualTo("still b");
    }
}
