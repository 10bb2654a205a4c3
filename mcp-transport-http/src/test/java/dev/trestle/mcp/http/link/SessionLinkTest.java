package dev.trestle.mcp.http.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionLinkTest {

    private static final Backoff SOON = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), 3);
    private static final String LOG =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":%d}}";

    private final Channels channels = new Channels();
    private final Recorder recorder = new Recorder();
    private volatile TestServer.Handler calls = asked -> asked.result("{}");
    private volatile TestServer.Handler stream = asked -> asked.status(405);
    private volatile String version = "2025-11-25";
    private volatile String session = "first";
    private HttpLinkOptions options = new HttpLinkOptions(1 << 20, 1 << 20, Duration.ofSeconds(10), SOON);
    private final TestServer server = new TestServer(this::serve);
    private SessionLink link;

    private void serve(TestServer.Asked asked) throws Exception {
        if (asked.method().equals("GET")) {
            stream.handle(asked);
        } else if (asked.rpc().equals("initialize")) {
            asked.with("Mcp-Session-Id", session).result("{\"protocolVersion\":\"" + version + "\"}");
        } else if (!asked.method().equals("DELETE")
                && !asked.header("Mcp-Session-Id").equals(session)) {
            asked.status(404);
        } else if (asked.rpc().startsWith("notifications/") || asked.method().equals("DELETE")) {
            asked.status(202);
        } else {
            calls.handle(asked);
        }
    }

    private SessionLink open() {
        link = new SessionLink("test", channels.to(server.url("/mcp")), options, SessionLink.Fallback.NONE);
        link.open(recorder);
        request(0, "initialize");
        recorder.awaitMessages(1);
        recorder.messages.clear();
        Await.value("accepted", send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
        return link;
    }

    private CompletionStage<Void> send(String message) {
        return link.send(JsonSlice.of(message));
    }

    private void request(long id, String method) {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{}}");
    }

    @AfterEach
    void stop() {
        if (link != null) {
            link.close(Duration.ZERO);
        }
        server.close();
        channels.close();
    }

    @Test
    void headers_areThoseOfTheSessionThatPassedThrough() {
        open();
        request(1, "tools/list");

        assertThat(recorder.awaitMessages(1)).containsExactly("1<-{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        TestServer.Asked first = server.asked("initialize").get(0);
        TestServer.Asked later = server.asked("tools/list").get(0);
        assertThat(first.header("Mcp-Session-Id")).isEmpty();
        assertThat(first.header("MCP-Protocol-Version")).isEmpty();
        assertThat(later.header("Mcp-Session-Id")).isEqualTo("first");
        assertThat(later.header("MCP-Protocol-Version")).isEqualTo("2025-11-25");
        assertThat(later.header("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(later.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void versionWithoutTheHeader_isSentNone() {
        version = "2025-03-26";
        open();
        request(1, "tools/list");

        recorder.awaitMessages(1);
        assertThat(server.asked("tools/list").get(0).header("MCP-Protocol-Version"))
                .isEmpty();
    }

    @Test
    void whatComesOnAnAnswer_belongsToItsRequest() {
        calls = asked -> {
            OutputStream out = asked.stream();
            TestServer.write(out, "data: " + LOG.formatted(1) + "\n\ndata: " + asked.response("{}") + "\n\n");
        };
        open();
        request(7, "tools/call");

        assertThat(recorder.awaitMessages(2))
                .containsExactly("7<-" + LOG.formatted(1), "7<-{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
    }

    @Test
    void getStream_isOpenedOnceInitializedWasAcceptedAndGoesOnAfterTheLastEvent() {
        AtomicInteger times = new AtomicInteger();
        stream = asked -> {
            int time = times.incrementAndGet();
            OutputStream out = asked.stream();
            TestServer.write(out, "retry: 20\nid: e" + time + "\ndata: " + LOG.formatted(time) + "\n\n");
            if (time == 3) {
                asked.stall();
            }
        };
        open();

        assertThat(recorder.awaitMessages(3))
                .containsExactly("-<-" + LOG.formatted(1), "-<-" + LOG.formatted(2), "-<-" + LOG.formatted(3));
        assertThat(server.asked("GET").stream().map(asked -> asked.header("Last-Event-ID")))
                .containsExactly("", "e1", "e2");
        assertThat(server.asked("GET").get(0).header("Mcp-Session-Id")).isEqualTo("first");
    }

    @Test
    void getStreamThatFails_isTriedAsOftenAsAllowed() {
        stream = asked -> asked.status(500);
        open();

        server.await("GET", SOON.attempts());
        request(1, "tools/list");
        recorder.awaitMessages(1);
        Await.stays(
                "no further attempt",
                Duration.ofMillis(300),
                () -> server.asked("GET").size() == SOON.attempts());
    }

    @Test
    void getThatIsNotOffered_isAskedForOnce() {
        open();

        server.await("GET", 1);
        request(1, "tools/list");
        recorder.awaitMessages(1);
        Await.stays("one GET", Duration.ofMillis(200), () -> server.asked("GET").size() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void answerThatBreaksAfterAnyEvent_goesOnWithNothingLostOrDoubled(int whole) {
        List<String> events = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> i < 5 ? LOG.formatted(i) : "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")
                .toList();
        calls = asked -> tell(asked.stream(), events, 0, whole);
        stream = asked -> {
            if (asked.header("Last-Event-ID").isEmpty()) {
                asked.status(405);
            } else {
                int next = Integer.parseInt(asked.header("Last-Event-ID").substring(1));
                tell(asked.stream(), events, next, Math.min(next + 1, events.size()));
            }
        };
        open();
        request(1, "tools/call");

        assertThat(recorder.awaitMessages(5))
                .containsExactlyElementsOf(events.stream().map(e -> "1<-" + e).toList());
        Await.stays("no more", Duration.ofMillis(100), () -> recorder.messages.size() == 5);
        assertThat(recorder.failures).isEmpty();
    }

    /** A priming event, the whole events from one to another, and half of the next. */
    private static void tell(OutputStream out, List<String> events, int from, int to) throws Exception {
        TestServer.write(out, "id: e" + from + "\ndata:\n\n");
        for (int i = from; i < to; i++) {
            TestServer.write(out, "id: e" + (i + 1) + "\ndata: " + events.get(i) + "\n\n");
        }
        if (to < events.size()) {
            TestServer.write(
                    out, "id: e" + (to + 1) + "\ndata: " + events.get(to).substring(0, 20));
        }
    }

    @Test
    void answerThatBreaksWithoutEventIds_failsItsRequestAlone() {
        calls = asked -> {
            if (asked.id().equals("1")) {
                TestServer.write(asked.stream(), "data: " + LOG.formatted(1) + "\n\n");
            } else {
                asked.result("{}");
            }
        };
        open();
        request(1, "tools/call");

        McpReply.Failure failure = recorder.awaitFailure(1);
        assertThat(failure.reason()).isEqualTo(TrestleError.BACKEND_LOST);
        assertThat(failure.error().message()).contains("unknown");
        assertThat(recorder.messages).containsExactly("1<-" + LOG.formatted(1));
        request(2, "tools/call");
        recorder.awaitMessages(2);
        assertThat(recorder.endings).isEmpty();
    }

    @Test
    void sessionLostWhileManyCallsCome_isOpenedAnewOnceAndEachCallIsDoneOnce() {
        AtomicInteger done = new AtomicInteger();
        calls = asked -> {
            done.incrementAndGet();
            asked.result("{}");
        };
        open();
        session = "second";
        LongStream.rangeClosed(1, 50).forEach(id -> request(id, "tools/call"));

        recorder.awaitMessages(50);
        Await.until("renewed", () -> recorder.renewals.get() == 1);
        assertThat(recorder.messages).doesNotHaveDuplicates().hasSize(50);
        assertThat(done).hasValue(50);
        assertThat(server.asked("initialize")).hasSize(2);
        assertThat(server.asked("initialize").get(1).body())
                .isEqualTo(server.asked("initialize").get(0).body());
        assertThat(server.asked("notifications/initialized")).hasSize(2);
        assertThat(server.asked("initialize").get(1).header("Mcp-Session-Id")).isEmpty();
        assertThat(recorder.failures).isEmpty();
    }

    @Test
    void noticeThatFindsTheSessionLost_isSentAgain() {
        open();
        session = "second";

        Await.value("accepted", send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}"));

        assertThat(server.asked("notifications/roots/list_changed").stream().map(a -> a.header("Mcp-Session-Id")))
                .containsExactly("first", "second");
    }

    @Test
    void sessionThatIsLostAtOnceAgain_failsTheCallAndIsNotOpenedForEver() {
        calls = asked -> asked.status(404);
        open();
        request(1, "tools/call");

        assertThat(recorder.awaitFailure(1).error().message()).contains("404");
        assertThat(server.asked("initialize")).hasSize(2);
        assertThat(recorder.endings).isEmpty();
    }

    @Test
    void sessionThatCannotBeOpenedAnew_endsTheLink() {
        open();
        session = "second";
        version = "2025-06-18";
        request(1, "tools/call");

        assertThat(recorder.awaitEnd().reason()).isEqualTo(TrestleError.BACKEND_LOST);
        Throwable refused = Await.value("refused", send("{}").handle((ok, why) -> why));
        assertThat(refused).hasMessageContaining("lost the session");
    }

    @Test
    void cancelledNotice_isPostedAndTheAnswerIsNotWaitedFor() throws Exception {
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
        open();
        request(1, "tools/call");
        server.await("tools/call", 1);
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        server.await("notifications/cancelled", 1);
        Await.until("the connection is closed", () -> closed.getCount() == 0);
    }

    @Test
    void close_endsTheSessionAtTheServer() {
        open();

        Await.value("closed", link.close(Duration.ofSeconds(5)));

        assertThat(server.asked("DELETE").stream().map(asked -> asked.header("Mcp-Session-Id")))
                .containsExactly("first");
    }

    @ParameterizedTest
    @CsvSource({
        "401, BACKEND_UNAVAILABLE, credential problem of the gateway",
        "403, BACKEND_UNAVAILABLE, credential problem of the gateway",
        "429, BUSY, retryAfterMs\":7000",
        "503, BACKEND_UNAVAILABLE, retryAfterMs\":7000",
        "500, BACKEND_UNAVAILABLE, HTTP 500",
        "418, INVALID_RESPONSE, HTTP 418",
        "202, INVALID_RESPONSE, neither JSON",
        "302, INVALID_RESPONSE, HTTP 302",
    })
    void statusWithoutAnError_failsTheRequestInWords(int status, TrestleError reason, String said) {
        calls = asked -> asked.with("Retry-After", "7").answer(status, "text/html", "<b>secret of another</b>");
        open();
        request(1, "tools/call");

        McpReply.Failure failure = recorder.awaitFailure(1);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.error().json().toString()).contains(said).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"id\":null,"})
    void statusWithAnErrorOfTheProtocol_isTheAnswerThoughItHasNoId(String id) {
        calls = asked -> asked.answer(
                400,
                "application/json",
                "{\"jsonrpc\":\"2.0\"," + id + "\"error\":{\"code\":-32000,\"message\":\"no\"}}");
        open();
        request(3, "tools/call");

        assertThat(recorder.awaitMessages(1))
                .containsExactly("3<-{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32000,\"message\":\"no\"}}");
    }

    @Test
    void answerOfAWrongType_failsTheRequest() {
        calls = asked -> asked.answer(200, "text/html", "hello");
        open();
        request(1, "tools/call");

        assertThat(recorder.awaitFailure(1).reason()).isEqualTo(TrestleError.INVALID_RESPONSE);
    }

    @Test
    @Tag("limit:maxMessage")
    void answerThatIsTooLong_failsTheRequestAsBodyAndAsEvent() {
        options = new HttpLinkOptions(1000, 1 << 20, Duration.ofSeconds(10), SOON);
        String big = "{\"x\":\"" + "y".repeat(2000) + "\"}";
        calls = asked -> {
            if (asked.id().equals("1")) {
                asked.result(big);
            } else {
                TestServer.write(asked.stream(), "data: " + asked.response(big) + "\n\n");
                asked.stall();
            }
        };
        open();
        request(1, "tools/call");
        request(2, "tools/call");

        assertThat(recorder.awaitFailure(1).error().message()).contains("maxMessage");
        assertThat(recorder.awaitFailure(2).error().message()).contains("maxMessage");
        assertThat(recorder.messages).isEmpty();
    }

    @Test
    void answerOfManyMegabytes_comesWhole() {
        options = HttpLinkOptions.DEFAULT;
        String big = "{\"x\":\"" + "y".repeat(12 << 20) + "\"}";
        calls = asked -> asked.result(big);
        open();
        request(1, "tools/call");

        assertThat(recorder.awaitMessages(1).get(0)).hasSizeGreaterThan(12 << 20);
    }

    @Test
    @Tag("limit:sendQueue")
    void moreThanMayWaitForAcceptance_isRefusedAsBusy() {
        options = new HttpLinkOptions(1 << 20, 100, Duration.ofSeconds(10), SOON);
        TestServer deaf = new TestServer(TestServer.Asked::stall);
        link = new SessionLink("test", channels.to(deaf.url("/mcp")), options, SessionLink.Fallback.NONE);
        String notice =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"n\":\"" + "x".repeat(50) + "\"}}";
        send(notice);
        send(notice);

        Throwable refused = Await.value("refused", send(notice).handle((ok, why) -> why));

        assertThat(refused).hasMessageContaining("sendQueue");
        deaf.close();
    }

    @Test
    @Tag("limit:acceptTimeout")
    void noticeThatIsNotAccepted_holdsTheNextForSoLongAndNoLonger() {
        options = new HttpLinkOptions(1 << 20, 1 << 20, Duration.ofMillis(200), SOON);
        calls = asked -> asked.result("{}");
        TestServer slow = new TestServer(asked -> {
            if (asked.rpc().equals("notifications/x")) {
                asked.stall();
            }
            asked.result("{}");
        });
        link = new SessionLink("test", channels.to(slow.url("/mcp")), options, SessionLink.Fallback.NONE);
        link.open(recorder);
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
        request(1, "tools/call");

        recorder.awaitMessages(1);
        assertThat(slow.asked()).hasSize(2);
        slow.close();
    }
}
