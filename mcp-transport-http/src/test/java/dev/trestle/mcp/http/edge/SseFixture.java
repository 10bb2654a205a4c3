package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.spi.Authenticator.Outcome;
import dev.trestle.mcp.spi.SessionLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** An in-memory endpoint for the transport of 2024-11-05. */
abstract class SseFixture extends ManualFixture {

    void serve(HttpOptionsBuilder options) {
        serve(options.build());
    }

    void serve(HttpOptionsBuilder options, UnaryOperator<McpEndpoint.Builder> with) {
        endpoint.close();
        endpoint = with.apply(McpEndpoint.builder(gateway).options(options.build()))
                .time(time, time.ticker())
                .build();
        client = new InMemoryCaller(endpoint);
    }

    void serveSpecification(UnaryOperator<McpEndpoint.Builder> with) {
        serve(HttpOptions.builder(), with);
    }

    static SessionLimits limits(int sessions, int inFlight) {
        return SessionLimits.builder()
                .maxSessions(sessions)
                .maxInFlight(inFlight)
                .build();
    }

    static SessionLimits idleAfter(Duration idle) {
        return SessionLimits.builder()
                .idleTimeout(idle)
                .sweepInterval(Duration.ofMillis(10))
                .outboxMessages(2)
                .build();
    }

    /** Names the principal by a header. */
    static McpEndpoint.Builder byUser(McpEndpoint.Builder with) {
        return with.authenticator(request ->
                new Outcome.Authenticated(new Principal(request.header("X-User").orElse("?"), true)));
    }

    SseClient initialized() {
        return SseClient.initialized(client);
    }

    CallerExchange get(String path, String... headers) {
        return SseClient.get(client, path, headers);
    }

    static String header(CallerExchange answer, String name) {
        return Objects.requireNonNull(answer.header(name));
    }

    static String error(CallerExchange answer) {
        return HttpMountFixture.error(answer);
    }
}
