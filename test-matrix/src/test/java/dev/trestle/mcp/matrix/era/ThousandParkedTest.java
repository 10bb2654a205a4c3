package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand calls of clients of 2026-07-28 wait for their users at once, all of them open with a server of Streamable HTTP of
 * the legacy era: nobody's answer reaches another's call, and no edge holds a thread for them.
 */
class ThousandParkedTest {

    private static final int CALLS = 1_000;
    private static final int PER_USER = 100;
    private static final int USERS = CALLS / PER_USER;

    /** One for each user and one more, each twice: what the server can do is asked for in a session of its own. */
    private static final int MOST_SESSIONS = 2 * (USERS + 1);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final String FULL =
            "error -32603 The call asks its user, but as many calls wait for users as may (maxParked, maxRounds)";

    private final OpenEdges edges = new OpenEdges();
    private final ExecutorService users = Executors.newFixedThreadPool(USERS);
    private McpGateway remote;
    private McpEndpoint remoteEdge;
    private McpGateway gateway;
    private McpEndpoint edge;
    private List<ModernHttpClient> clients;

    @BeforeEach
    void open() throws Exception {
        remote = Gateways.builder().backend("asking", asking()).build();
        remoteEdge = McpEndpoint.builder(remote)
                .sessionLimits(SessionLimits.builder().maxInFlight(2 * PER_USER).build())
                .build();
        URI there = edges.serve(remote, remoteEdge);
        gateway = Gateways.builder()
                .backend(
                        "remote",
                        RemoteBackend.url(there)
                                .era(BackendEra.LEGACY)
                                .maxQuestions(PER_USER)
                                .build())
                .lending(new LendingLimits(1, MOST_SESSIONS, PATIENCE, PATIENCE, IDLE))
                .build();
        edge = McpEndpoint.builder(gateway)
                .authenticator(request -> new Authenticator.Outcome.Authenticated(
                        new Principal(request.header("X-User").orElseThrow(), true)))
                .modernLimits(limits())
                .build();
        URI here = edges.serve(gateway, edge);
        clients = IntStream.rangeClosed(0, USERS)
                .mapToObj(user -> ModernHttpClient.of(here, "{\"elicitation\":{\"form\":{}}}")
                        .waitingAtMost(PATIENCE))
                .toList();
    }

    @AfterEach
    void close() throws Exception {
        users.shutdownNow();
        edges.close();
    }

    /** Asks who somebody is, and tells that. */
    private static McpServer asking() {
        Schema name = Schema.object().property("name", Schema.string("a name"));
        return McpServer.builder("asking", "1")
                .limits(McpServer.Limits.DEFAULT.withMaxCalls(2 * PER_USER))
                .tool(Tool.named("ask").input("who", Schema.string("who")).asyncHandler((arguments, call) -> {
                    String who = arguments.string("who");
                    return call.elicitAsync("Who is " + who + "?", name)
                            .thenApply(answer -> ToolResult.text(
                                    who + " is " + answer.string("name").orElse(answer.toString())));
                }))
                .build();
    }

    private static ModernLimits limits() {
        ModernLimits usual = ModernLimits.DEFAULT;
        return new ModernLimits(
                CALLS,
                PER_USER,
                PATIENCE,
                PATIENCE,
                usual.keepReply(),
                usual.askGather(),
                usual.maxAsksPerRound(),
                usual.maxRounds(),
                usual.maxListens(),
                usual.maxListensPerPrincipal(),
                usual.stateTtl());
    }

    @Test
    @Tag("limit:maxParked")
    void thousandCalls_waitForTheirUsersAtOnce_andEachGetsItsOwnAnswer() {
        Json[] asked = new Json[CALLS];
        each(call -> asked[call] = asked(call));
        assertThat(Arrays.stream(asked).map(question -> question.at("/requestState")))
                .doesNotHaveDuplicates();
        assertThat(gauge(edge, "parkedCalls")).isEqualTo(CALLS);
        assertThat(gauge(remote, "calls")).isEqualTo(CALLS);

        // The user is another, with none of his own, so it is the limit of all that he meets.
        assertThat(Steps.told(request(CALLS).send())).isEqualTo(FULL);
        Await.until("the server does not go on for it", PATIENCE, () -> gauge(remote, "calls") == CALLS);
        assertThat(gauge(edge, "parkedCalls")).isEqualTo(CALLS);

        each(call -> assertThat(Steps.told(answer(call, asked[call]))).isEqualTo(person(call) + " is " + name(call)));
        nothingIsLeft();
    }

    private void nothingIsLeft() {
        assertThat(gauge(edge, "parkedCalls")).isZero();
        Await.until("no call runs", PATIENCE, () -> gauge(gateway, "calls") + gauge(remote, "calls") == 0);
        Await.until("no session is lent", PATIENCE, () -> gauge(gateway, "statelessBackends") == 0);
        Await.until("no session is left there", PATIENCE, () -> remoteGauge("sessions") == 0);
    }

    /** Each user makes his calls one after another, all users at the same time. */
    private void each(IntConsumer one) {
        CompletableFuture<?>[] all = IntStream.range(0, USERS)
                .mapToObj(user -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, PER_USER).forEach(call -> one.accept(call * USERS + user)), users))
                .toArray(CompletableFuture[]::new);
        Await.value("all users", PATIENCE, CompletableFuture.allOf(all));
    }

    private ModernRequest request(int call) {
        int user = call == CALLS ? USERS : call % USERS;
        return clients.get(user)
                .tool("ask", "{\"who\":\"" + person(call) + "\"}")
                .header("X-User", "user" + user);
    }

    private Json asked(int call) {
        Json result = request(call).send().result();
        assertThat(result.at("/resultType").text()).isEqualTo("input_required");
        assertThat(result.at("/inputRequests/q1/params/message").text()).isEqualTo("Who is " + person(call) + "?");
        return result;
    }

    private RawReply answer(int call, Json asked) {
        String answer = "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"" + name(call) + "\"}}}";
        return request(call)
                .retry(answer, asked.at("/requestState").slice().toString())
                .send();
    }

    private static String person(int call) {
        return "person" + call;
    }

    private static String name(int call) {
        return "name" + Integer.toHexString(call * 31);
    }

    private long remoteGauge(String name) {
        return gauge(remoteEdge, name);
    }

    private static long gauge(Gauges of, String name) {
        return Objects.requireNonNull(of.gauges().get(name)).getAsLong();
    }
}
