package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With which status a client hears that it came too often. */
class RateLimitedStatusTest {

    private static final CallInterceptor LIMITS =
            (call, observer, next) -> call.method().equals("tools/call")
                    ? CompletableFuture.completedFuture(
                            TrestleError.RATE_LIMITED.failure("Too many calls", Duration.ofMillis(2_001)))
                    : next.call(call, observer);

    private static McpServer server() {
        return McpServer.builder("tools", "1")
                .tool(Tool.named("t").handler((arguments, call) -> ToolResult.text("never")))
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rateLimited_is429InASessionIfStatusesAreInBand(boolean inBand) throws Exception {
        try (McpGateway gateway = McpGateway.builder()
                        .backend("tools", server())
                        .at(Place.RATE_LIMIT, LIMITS)
                        .build();
                McpEndpoint endpoint = McpEndpoint.builder(gateway)
                        .options(HttpOptions.builder().inBandStatus(inBand).build())
                        .build()) {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new JettyHandler(endpoint));
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
            try {
                RawMcpClient legacy = RawMcpClient.of(uri);
                legacy.initialize("2025-11-25", "{}");
                RawReply refused = legacy.callTool("t", "{}");
                assertThat(refused.status()).isEqualTo(inBand ? 429 : 200);
                assertThat(refused.header("Retry-After").orElse("none")).isEqualTo(inBand ? "3" : "none");
                assertThat(refused.error().at("/data/trestle/retryAfterMs").integer())
                        .isEqualTo(2_001);

                RawReply modern = ModernHttpClient.of(uri).callTool("t", "{}");
                assertThat(modern.status()).isEqualTo(200);
                assertThat(modern.error().at("/code").integer()).isEqualTo(-32603);
                assertThat(modern.error().at("/data/trestle/code").text()).isEqualTo("rate_limited");
            } finally {
                server.stop();
            }
        }
    }
}
