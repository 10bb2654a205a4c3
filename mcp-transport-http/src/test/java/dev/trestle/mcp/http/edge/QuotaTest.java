package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.Authenticator.Outcome;
import dev.trestle.mcp.spi.SessionLimits;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client is told that has, or whose address has, as much as it may. */
class QuotaTest extends SseFixture {

    private static final String HINT =
            "\"hint\":\"Close sessions with DELETE when done, or raise the limit that the message names.\"";

    private void serve(SessionLimits.Builder limits) {
        serveSpecification(with -> with.sessionLimits(limits.build())
                .authenticator(request -> new Outcome.Authenticated(request.header("X-User")
                        .map(user -> new Principal(user, true))
                        .orElse(Principal.ANONYMOUS))));
    }

    private CallerExchange initialize(String... more) {
        return client.post(headers(more), HttpMountFixture.initializeBody("2025-11-25"));
    }

    private void delete(CallerExchange opened, String... more) {
        String session = Objects.requireNonNull(opened.header("Mcp-Session-Id"));
        String[] all = HttpMountFixture.join(more, "Mcp-Session-Id", session);
        assertThat(client.send("DELETE", "/mcp", headers(all)).status()).isEqualTo(204);
    }

    @Test
    @Tag("limit:maxSessionsPerAddress")
    void anonymousSessionsOfAnAddressBeyondTheLimit_are429WhateverHeadersSay() {
        serve(SessionLimits.builder().maxSessionsPerAddress(2));
        CallerExchange first = initialize();
        initialize("X-Forwarded-For", "10.1.1.1");

        CallerExchange refused = initialize("X-Forwarded-For", "10.1.1.2", "Forwarded", "for=10.1.1.3");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("mcp-session-id")).isNull();
        assertThat(refused.body())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"Clients of your address"
                                + " have 2 sessions open, which is as many as they may (maxSessionsPerAddress)\",\"data\":{"
                                + "\"trestle\":{\"code\":\"session_quota\"," + HINT + "}}}}");
        CallerExchange stream = get("/sse");
        assertThat(stream.status()).isEqualTo(429);
        assertThat(stream.header("retry-after")).isEqualTo("1");
        assertThat(gauge("sseStreams")).isZero();
        assertThat(initialize("X-User", "alice").status()).isEqualTo(200);

        delete(first);
        assertThat(initialize().status()).isEqualTo(200);
        assertThat(initialize().status()).isEqualTo(429);
    }

    @Test
    @Tag("limit:maxSessionsPerPrincipal")
    void sessionsOfAPrincipalBeyondTheLimit_are429AndOthersAreLetIn() {
        serve(SessionLimits.builder().maxSessionsPerPrincipal(2).maxSessionsPerAddress(1));
        String[] alice = {"X-User", "alice"};
        CallerExchange first = initialize(alice);
        CallerExchange second = get("/sse", alice);
        assertThat(second.status()).isEqualTo(200);

        CallerExchange refused = initialize(alice);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.body())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32603,\"message\":\"You have 2 sessions open,"
                                + " which is as many as one may (maxSessionsPerPrincipal)\",\"data\":{\"trestle\":{"
                                + "\"code\":\"session_quota\"," + HINT + "}}}}");
        assertThat(initialize("X-User", "bob").status()).isEqualTo(200);
        assertThat(initialize().status()).isEqualTo(200);

        delete(first, alice);
        second.close();
        assertThat(initialize(alice).status()).isEqualTo(200);
        assertThat(initialize(alice).status()).isEqualTo(200);
        assertThat(initialize(alice).status()).isEqualTo(429);
    }

    @Test
    void sessionThatNamesItself_isCountedToo() {
        endpoint.close();
        serve(
                HttpOptions.builder().clientChosenSessionIds(true),
                with -> with.sessionLimits(
                        SessionLimits.builder().maxSessionsPerAddress(1).build()));
        assertThat(initialize("Mcp-Session-Id", "mine").status()).isEqualTo(200);

        assertThat(initialize("Mcp-Session-Id", "another").status()).isEqualTo(429);
        assertThat(initialize("Mcp-Session-Id", "mine").status()).isEqualTo(200);
    }

    @Test
    @Tag("limit:maxInFlight")
    void callsOfASessionBeyondMaxInFlight_areBusyInBand() {
        serve(SessionLimits.builder().maxInFlight(2));
        String session = open("2025-06-18");
        call(session, 1, "hold");
        call(session, 2, "hold");

        CallerExchange refused = call(session, 3, "echo");

        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.body())
                .startsWith(
                        "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32603,\"message\":\"The session has as many"
                                + " requests running as it may (maxInFlight)\",\"data\":{\"trestle\":{\"code\":\"busy\"");
        backend.nextHeld().answer("done");
        assertThat(call(session, 4, "echo").body()).contains("\"echo\"");
    }
}
