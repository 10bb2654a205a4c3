package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/** An endpoint in memory whose time passes when the test says so. */
abstract class ManualFixture {

    final FakeBackend backend = new FakeBackend();
    final ManualScheduler time = new ManualScheduler();
    final McpGateway gateway = McpGateway.builder().backend("fake", backend).build();
    McpEndpoint endpoint = serve(HttpOptions.SPECIFICATION);
    InMemoryCaller client = new InMemoryCaller(endpoint);

    McpEndpoint serve(HttpOptions options) {
        endpoint = McpEndpoint.builder(gateway)
                .options(options)
                .time(time, time.ticker())
                .build();
        client = new InMemoryCaller(endpoint);
        return endpoint;
    }

    @AfterEach
    void close() {
        endpoint.close();
        gateway.close();
        assertThat(time.failures()).isEmpty();
    }

    String open(String version) {
        return Objects.requireNonNull(
                client.post(headers(), HttpMountFixture.initializeBody(version)).header("Mcp-Session-Id"));
    }

    CallerExchange call(String session, int id, String tool) {
        return client.post(headers("Mcp-Session-Id", session), HttpMountFixture.callBody(id, tool));
    }

    CallerExchange resume(String session, String lastEventId) {
        return client.send(
                "GET",
                "/mcp",
                headers("Mcp-Session-Id", session, "Last-Event-ID", lastEventId, "Accept", "text/event-stream"));
    }

    CallerExchange listen(String session) {
        return client.send("GET", "/mcp", headers("Mcp-Session-Id", session, "Accept", "text/event-stream"));
    }

    long gauge(String name) {
        return Objects.requireNonNull(endpoint.gauges().get(name)).getAsLong();
    }
}
