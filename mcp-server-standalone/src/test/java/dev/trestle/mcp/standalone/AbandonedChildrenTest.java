package dev.trestle.mcp.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.stdio.ChildLimit;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two hundred clients that never send DELETE want a process each. */
class AbandonedChildrenTest {

    private static final int CLIENTS = 200;
    private static final int MAX_CHILDREN = 64;

    @Test
    @Tag("limit:maxChildren")
    void childrenBeyondTheLimit_areNotStartedAndNoneOutlivesItsSession() throws Exception {
        ManualScheduler time = new ManualScheduler();
        ChildLimit children = ChildLimit.of(MAX_CHILDREN);
        StdioBackend backend =
                StdioBackend.command(ShellServer.quick()).children(children).build();
        long before = processes();
        long begin = System.nanoTime();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(2 * CLIENTS);
        server.addConnector(connector);
        try (McpGateway gateway = McpGateway.builder().backend("quick", backend).build();
                McpEndpoint endpoint =
                        McpEndpoint.builder(gateway).time(time, time.ticker()).build()) {
            server.setHandler(new JettyHandler(endpoint));
            server.start();
            String url = "http://127.0.0.1:" + connector.getLocalPort() + "/mcp";

            List<HttpResponse<String>> answers = openAtOnce(url);

            assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(MAX_CHILDREN);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 503)
                    .hasSize(CLIENTS - MAX_CHILDREN)
                    .allSatisfy(AbandonedChildrenTest::assertRefusal);
            assertThat(children.running()).isEqualTo(MAX_CHILDREN);
            assertThat(processes()).isEqualTo(before + MAX_CHILDREN);
            assertThat(new TestClient(url).initialize().statusCode()).isEqualTo(503);

            time.advance(SessionLimits.DEFAULT.idleTimeout().plus(SessionLimits.DEFAULT.sweepInterval()));
            Await.until("no child has a place", () -> children.running() == 0);
            Await.until("no process is left", () -> processes() == before);
            assertThat(new TestClient(url).initialize().statusCode()).isEqualTo(200);
        } finally {
            server.stop();
        }
        Await.until("the last one is gone too", () -> processes() == before);
        System.out.printf(
                "200 clients, maxChildren 64: 64 ran, 136 got 503, none is left; %.1f s%n",
                (System.nanoTime() - begin) / 1e9);
    }

    private static void assertRefusal(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(answer.body())
                .startsWith(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"Cannot start server 'quick':"
                                + " all 64 child processes that maxChildren allows are running\","
                                + "\"data\":{\"trestle\":{\"code\":\"busy\"");
    }

    private static List<HttpResponse<String>> openAtOnce(String url) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            answers.add(new TestClient(url).initializeLater());
        }
        return answers.stream().map(answer -> Await.value("answer", answer)).toList();
    }

    private static long processes() {
        return ProcessHandle.current().descendants().count();
    }
}
