package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseLinkTest {

    private final Channels channels = new Channels();
    private final Recorder recorder = new Recorder();
    private volatile String opening = "event: endpoint\ndata: post?session=1\n\n";
    private volatile int posted = 202;
    private final TestServer server = new TestServer(this::serve);
    private HttpLinkOptions options = HttpLinkOptions.DEFAULT;
    private SseLink link;

    private void serve(TestServer.Asked asked) throws Exception {
        if (asked.method().equals("POST")) {
            asked.status(posted);
        } else {
            TestServer.write(asked.stream(), opening);
            asked.stall();
        }
    }

    private void open() {
        link = new SseLink("test", channels.to(server.url("/a/sse")), options);
        link.open(recorder);
        link.send(JsonSlice.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}"));
    }

    @AfterEach
    void stop() {
        Await.value("closed", link.close(Duration.ZERO));
        server.close();
        channels.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"post?session=1", "/a/post?session=1", "//HOST/a/post?session=1", "http://HOST/a/post"})
    void endpoint_isResolvedAgainstTheUrl(String reference) {
        opening = "event: endpoint\ndata: "
                + reference.replace("HOST", server.url("/").getAuthority()) + "\n\n";
        open();

        assertThat(server.await("POST", 1).get(0).path()).isEqualTo("/a/post");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com/post", "//example.com/post", "https://127.0.0.1/post", "http://127.0.0.1:1/"
            })
    void endpointOfAnotherOrigin_endsTheLinkAndIsSentNothing(String reference) {
        opening = "event: endpoint\ndata: " + reference + "\n\n";
        open();

        assertThat(recorder.awaitEnd().error().message()).contains("another origin");
        assertThat(server.asked("POST")).isEmpty();
    }

    @Test
    void messageThatIsTooLong_isSkippedWithItsEndsTold() {
        options = new HttpLinkOptions(1000, 1 << 20, Duration.ofSeconds(10), Backoff.DEFAULT);
        opening = "event: endpoint\ndata: post\n\ndata: {\"id\":1,\"result\":\"" + "x".repeat(2000)
                + "\"}\n\ndata: {\"id\":2}\n\n";
        open();

        assertThat(recorder.awaitMessages(1)).containsExactly("?<-{\"id\":2}");
        assertThat(recorder.skipped)
                .singleElement()
                .satisfies(why -> assertThat(why.error().message()).contains("maxMessage"));
    }

    @Test
    void sessionThatTheServerDoesNotKnow_endsTheLink() {
        posted = 404;
        open();

        assertThat(recorder.awaitEnd().reason()).isEqualTo(TrestleError.BACKEND_LOST);
    }

    @Test
    void requestThatIsNotAccepted_failsAlone() {
        posted = 400;
        open();

        assertThat(recorder.awaitFailure(1).error().message()).contains("HTTP 400");
        assertThat(recorder.endings).isEmpty();
    }

    @Test
    void serverWithoutSuchAStream_endsTheLink() {
        TestServer other = new TestServer(asked -> asked.json("{}"));
        link = new SseLink("test", channels.to(other.url("/sse")), options);
        link.open(recorder);

        assertThat(recorder.awaitEnd().reason()).isEqualTo(TrestleError.INVALID_RESPONSE);
        other.close();
    }
}
