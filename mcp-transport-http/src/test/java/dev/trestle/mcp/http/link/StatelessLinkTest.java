package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatelessLinkTest {

    private final Channels channels = new Channels();
    private final Recorder recorder = new Recorder();
    private volatile TestServer.Handler calls = asked -> asked.result("{}");
    private final TestServer server = new TestServer(asked -> calls.handle(asked));
    private final StatelessLink link =
            new StatelessLink("test", channels.to(server.url("/mcp")), HttpLinkOptions.DEFAULT, "2026-07-28");

    StatelessLinkTest() {
        link.open(recorder);
    }

    private void request(long id) {
        link.send(
                JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{}}"),
                Map.of("Mcp-Method", "tools/call", "Mcp-Name", "=?base64?5aSp?="));
    }

    @AfterEach
    void stop() {
        Await.value("closed", link.close(Duration.ZERO));
        server.close();
        channels.close();
    }

    @Test
    void request_isPostedWithWhatMirrorsItAndNoSession() {
        calls = asked -> asked.with("Mcp-Session-Id", "odd").result("{}");
        request(1);
        recorder.awaitMessages(1);
        request(2);
        recorder.awaitMessages(2);

        TestServer.Asked asked = server.asked().get(1);
        assertThat(asked.header("Mcp-Method")).isEqualTo("tools/call");
        assertThat(asked.header("Mcp-Name")).isEqualTo("=?base64?5aSp?=");
        assertThat(asked.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(asked.header("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(asked.header("Mcp-Session-Id")).isEmpty();
        assertThat(server.asked("GET")).isEmpty();
    }

    @Test
    void cancelledNotice_closesTheConnectionAndIsNotPosted() {
        CountDownLatch closed = new CountDownLatch(1);
        calls = asked -> {
            OutputStream out = asked.stream();
            try {
                while (true) {
                    TestServer.write(out, ":\n\n");
                    Await.stays("a moment", Duration.ofMillis(10), () -> true);
                }
            } finally {
                closed.countDown();
            }
        };
        request(1);
        server.await("tools/call", 1);

        link.send(JsonSlice.of(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}"));

        Await.until("the connection is closed", () -> closed.getCount() == 0);
        assertThat(server.asked()).hasSize(1);
        assertThat(recorder.failures).isEmpty();
    }

    @Test
    void streamThatBreaks_failsItsRequestEvenIfItsEventsHadIds() {
        calls = asked -> TestServer.write(asked.stream(), "id: 1\ndata:\n\n");
        request(1);

        assertThat(recorder.awaitFailure(1).reason()).isEqualTo(TrestleError.BACKEND_LOST);
        assertThat(server.asked("GET")).isEmpty();
    }

    @Test
    void methodThatIsNotFound_isTheAnswerWithTheRequestsId() {
        calls = asked -> asked.answer(
                404,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}");
        request(5);

        assertThat(recorder.awaitMessages(1))
                .containsExactly(
                        "5<-{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32601,\"message\":\"no such method\"}}");
    }

    @Test
    void notFoundOfSomethingElse_failsTheRequest() {
        calls = asked -> asked.answer(404, "text/html", "not here");
        request(5);

        assertThat(recorder.awaitFailure(5).error().message()).contains("404");
    }
}
