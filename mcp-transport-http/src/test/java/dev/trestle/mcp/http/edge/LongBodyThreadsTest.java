package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Jetty's selectors have other connections to look after. */
class LongBodyThreadsTest extends HttpMountFixture {

    @Override
    Caller mount(McpEndpoint mounted) throws Exception {
        return JettyHandlerMountTest.jetty(mounted);
    }

    private String threadOf(int padding) {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"hold\",\"arguments\":{\"a\":\""
                        + "a".repeat(padding) + "\"}}}";
        CallerExchange asked = post(headers(SESSION, open()), body);
        FakeBackend.Held held = backend.nextHeld();
        held.answer("yes");
        assertThat(asked.body()).contains("yes");
        return held.caller();
    }

    @Test
    void longBody_isHandledByAThreadThatHasNoOtherConnections() {
        assertThat(threadOf(70_000)).startsWith("trestle-call-");
    }

    @Test
    void shortBody_isHandledByTheThreadThatReadIt() {
        assertThat(threadOf(100)).startsWith("qtp");
    }
}
