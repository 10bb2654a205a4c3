package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.Authenticator;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks for events gets those of his own streams and nothing else. */
class ReplayOwnerTest extends ManualFixture {

    @BeforeEach
    void serveToPrincipals() {
        Authenticator byHeader = request -> new Authenticator.Outcome.Authenticated(
                new Principal(request.header("X-User").orElse("nobody"), true));
        endpoint = McpEndpoint.builder(gateway)
                .options(HttpOptions.SPECIFICATION)
                .authenticator(byHeader)
                .time(time, time.ticker())
                .build();
        client = new InMemoryCaller(endpoint);
    }

    private String openAs(String user) {
        CallerExchange answer = client.post(headers("X-User", user), HttpMountFixture.initializeBody("2025-11-25"));
        return Objects.requireNonNull(answer.header("Mcp-Session-Id"));
    }

    private CallerExchange resumeAs(String user, String session, String lastEventId) {
        return client.send(
                "GET",
                "/mcp",
                headers(
                        "X-User",
                        user,
                        "Mcp-Session-Id",
                        session,
                        "Last-Event-ID",
                        lastEventId,
                        "Accept",
                        "text/event-stream"));
    }

    private void say(String user, String session, String secret) {
        client.post(headers("X-User", user, "Mcp-Session-Id", session), HttpMountFixture.callBody(7, "hold"));
        FakeBackend.Held held = backend.nextHeld();
        held.say(secret);
        held.answer(secret);
    }

    @Test
    void otherPrincipal_getsWhatAnUnknownSessionGets() {
        String session = openAs("ann");
        say("ann", session, "secret");

        CallerExchange stolen = resumeAs("bob", session, "1-0");
        CallerExchange unknown = resumeAs("bob", "no-such-session", "1-0");

        assertThat(stolen.status()).isEqualTo(404).isEqualTo(unknown.status());
        assertThat(stolen.headers()).isEqualTo(unknown.headers());
        assertThat(stolen.body()).isEqualTo(unknown.body());
        assertThat(resumeAs("ann", session, "1-0").body()).contains("secret");
    }

    @Test
    void idOfAForeignStream_meansOnesOwnOrNothing() {
        String anns = openAs("ann");
        say("ann", anns, "secret");
        String bobs = openAs("bob");

        assertThat(HttpMountFixture.error(resumeAs("bob", bobs, "1-0"))).isEqualTo("400/-32000");
        say("bob", bobs, "own");
        assertThat(resumeAs("bob", bobs, "1-0").body()).contains("own").doesNotContain("secret");
    }

    @Test
    void streamsOfOneSession_areReplayedApart() {
        String session = openAs("ann");
        say("ann", session, "first");
        say("ann", session, "second");

        assertThat(resumeAs("ann", session, "1-0").body()).contains("first").doesNotContain("second");
        assertThat(resumeAs("ann", session, "2-0").body()).contains("second").doesNotContain("first");
        assertThat(HttpMountFixture.error(resumeAs("ann", session, "3-0"))).isEqualTo("400/-32000");
        assertThat(HttpMountFixture.error(resumeAs("ann", session, "1-9"))).isEqualTo("400/-32000");
    }
}
