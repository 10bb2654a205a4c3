package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.ModernRequest;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of a legacy server that wait for an answer while their client of 2026-07-28 is away. */
class ParkingTest {

    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";
    private static final String STALE = "error -32602 Invalid or expired requestState";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Set<Long> before = children();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private McpGateway gateway;
    private McpEndpoint endpoint;
    private URI uri;

    private void serve(BackendFactory backend, LendingLimits lending, Duration parkTtl) throws Exception {
        gateway = Gateways.builder().backend("era", backend).lending(lending).build();
        ModernLimits usual = ModernLimits.DEFAULT;
        endpoint = McpEndpoint.builder(gateway)
                .authenticator(request -> new Authenticator.Outcome.Authenticated(
                        new Principal(request.header("X-User").orElse("ann"), true)))
                .modernLimits(new ModernLimits(
                        usual.maxParked(),
                        100,
                        parkTtl,
                        usual.urlParkTtl(),
                        usual.keepReply(),
                        usual.askGather(),
                        usual.maxAsksPerRound(),
                        usual.maxRounds(),
                        usual.maxListens(),
                        usual.maxListensPerPrincipal(),
                        usual.stateTtl()))
                .build();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
        closing.add(endpoint);
        closing.add(server::stop);
        closing.add(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closing) {
            each.close();
        }
        Await.until("no process is left", () -> children().equals(before));
    }

    private static StdioBackend child() {
        return StdioBackend.command(EraServer.command(EraOfServer.LEGACY)).build();
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private int started() {
        Set<Long> now = children();
        now.removeAll(before);
        return now.size();
    }

    /** A client with a connection of its own. */
    private ModernHttpClient client() {
        return ModernHttpClient.of(uri, ClientKind.MODERN.capabilities());
    }

    private Json park(String tool) {
        Json result = client().callTool(tool, "{}").result();
        assertThat(result.at("/resultType").text()).isEqualTo("input_required");
        return result;
    }

    private ModernRequest retry(String tool, Json asked, String state) {
        String key = asked.at("/inputRequests").members().keySet().iterator().next();
        return client().tool(tool, "{}").retry("{\"" + key + "\":" + ADA + "}", state);
    }

    private static String state(Json asked) {
        return asked.at("/requestState").slice().toString();
    }

    private String answered(String tool, Json asked) {
        return Steps.told(retry(tool, asked, state(asked)).send());
    }

    private long parked() {
        return Objects.requireNonNull(endpoint.gauges().get("parkedCalls")).getAsLong();
    }

    private long gauge(String name) {
        return Objects.requireNonNull(gateway.gauges().get(name)).getAsLong();
    }

    private void awaitNothingOpen() {
        Await.until("nothing is parked", () -> parked() == 0);
        Await.until("no call runs", () -> gauge("calls") == 0);
    }

    @Test
    void parkedCall_isAnsweredOnAnotherConnectionByTheSameProcess() throws Exception {
        serve(child(), LendingLimits.DEFAULT, LONG);
        Json asked = park("ask");
        int processes = started();
        assertThat(parked()).isOne();

        assertThat(answered("ask", asked)).isEqualTo("accept Ada");

        assertThat(started()).isEqualTo(processes);
        awaitNothingOpen();
    }

    @Test
    @Tag("limit:parkTtl")
    @Tag("limit:sessionIdle")
    void clientThatDoesNotComeBack_costsNeitherLeaseNorMemoryNorProcess() throws Exception {
        serve(child(), new LendingLimits(1, 10, Duration.ofSeconds(30), LONG, SHORT), SHORT);
        Json first = park("ask");
        // The only session there may be is free again, or this would not be asked.
        Json second = park("ask");

        awaitNothingOpen();
        Await.until("no session is left", () -> gauge("statelessBackends") == 0);
        Await.until("no process is left", () -> started() == 0);
        assertThat(answered("ask", first)).isEqualTo(STALE);
        assertThat(answered("ask", second)).isEqualTo(STALE);
    }

    @Test
    @Tag("limit:poolSize")
    @Tag("limit:leaseWait")
    void eightProcessesWaitForTheirUsers_theNinthCallIsToldBusy() throws Exception {
        serve(child(), new LendingLimits(8, 100, Duration.ofSeconds(1), LONG, LONG), LONG);
        List<Json> waiting = new ArrayList<>();
        for (int i = 0; i < LendingLimits.DEFAULT.poolSize(); i++) {
            waiting.add(park("ask"));
        }
        assertThat(parked()).isEqualTo(8);
        int processes = started();

        RawReply ninth = client().callTool("ask", "{}");

        assertThat(Steps.told(ninth))
                .startsWith("error -32603 Backend 'era' is busy")
                .contains("poolSize", "leaseWait");
        assertThat(ninth.error().at("/data/trestle/code").text()).isEqualTo("busy");
        assertThat(answered("ask", waiting.get(0))).isEqualTo("accept Ada");
        waiting.set(0, park("ask"));
        assertThat(started()).isEqualTo(processes);
        waiting.forEach(asked -> assertThat(answered("ask", asked)).isEqualTo("accept Ada"));
        awaitNothingOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tampered", "truncated", "empty", "number", "other params", "foreign"})
    void stateThatIsNotTheClients_isRefusedAndDoesNothing(String how) throws Exception {
        serve(new ScriptedBackend(), LendingLimits.DEFAULT, LONG);
        Json asked = park("ask");
        String given = state(asked);
        int middle = given.length() / 2;
        ModernRequest wrong = switch (how) {
            case "tampered" ->
                retry(
                        "ask",
                        asked,
                        given.substring(0, middle)
                                + (given.charAt(middle) == 'A' ? 'B' : 'A')
                                + given.substring(middle + 1));
            case "truncated" -> retry("ask", asked, given.substring(0, middle) + '"');
            case "empty" -> retry("ask", asked, "\"\"");
            case "number" -> retry("ask", asked, "7");
            case "other params" -> retry("ask_two", asked, given);
            default -> retry("ask", asked, given).header("X-User", "eve");
        };

        assertThat(Steps.told(wrong.send())).isEqualTo(STALE);

        assertThat(parked()).isOne();
        assertThat(answered("ask", asked)).isEqualTo("accept Ada");
        awaitNothingOpen();
    }

    @Test
    void stateThatWasUsed_isRefusedAndDoesNothing() throws Exception {
        serve(new ScriptedBackend(), LendingLimits.DEFAULT, LONG);
        Json first = park("ask_rounds");
        Json second = retry("ask_rounds", first, state(first)).send().result();
        assertThat(second.at("/resultType").text()).isEqualTo("input_required");

        assertThat(answered("ask_rounds", first)).isEqualTo(STALE);

        assertThat(answered("ask_rounds", second)).isEqualTo("accept Ada, then accept Ada");
        assertThat(answered("ask_rounds", second)).isEqualTo(STALE);
        awaitNothingOpen();
    }
}
