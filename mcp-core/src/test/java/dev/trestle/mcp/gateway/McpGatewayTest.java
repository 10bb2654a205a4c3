package dev.trestle.mcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class McpGatewayTest {

    private final RecordingObserver observer = new RecordingObserver();
    private final RecordingListener listener = new RecordingListener();
    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void callThroughAView_passesThePlacesInOrder() {
        McpGateway.Builder builder = McpGateway.builder().backend("a", backend((call, seen) -> result("{}")));
        for (Place place : List.of(Place.INNER, Place.CACHING, Place.ACCESS, Place.OUTER, Place.AUTHORIZATION)) {
            builder.at(place, noting(place.name()));
        }
        builder.interceptor(noting("OUTER 2"));
        try (McpGateway gateway = builder.build()) {
            call(gateway, "");
        }

        assertThat(order).containsExactly("AUTHORIZATION", "OUTER", "OUTER 2", "ACCESS", "CACHING", "INNER");
    }

    @Test
    void placesOfTheGateway_areNotForOthers() {
        for (Place place : List.of(Place.BACKSTOP, Place.TELEMETRY, Place.NAMES, Place.CAPACITY, Place.DEADLINE)) {
            assertThatThrownBy(() -> McpGateway.builder().at(place, noting("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void placeOfAPolicy_takesOne() {
        McpGateway.Builder builder = McpGateway.builder().at(Place.ACCESS, noting("1"));

        assertThatThrownBy(() -> builder.at(Place.ACCESS, noting("2"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void interceptorThrows_callerGetsAnInternalErrorWithoutDetails() {
        CallInterceptor broken = (call, seen, next) -> {
            throw new IllegalStateException("secret detail");
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .interceptor(broken)
                .build()) {
            McpReply.Failure failure = (McpReply.Failure) call(gateway, "");

            assertThat(failure.reason()).isEqualTo(TrestleError.INTERNAL);
            assertThat(failure.error().json().toString()).doesNotContain("secret detail");
        }
    }

    @Test
    void interceptorReadsAmbiguousParams_isInvalidParamsAndNotSent() {
        CallInterceptor reading = (call, seen, next) -> {
            call.arguments();
            return next.call(call, seen);
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> {
                    order.add("sent");
                    return result("{}");
                }))
                .interceptor(reading)
                .build()) {
            BackendSession session = open(gateway, "");
            McpReply reply = Await.value(
                    "reply", session.call(Calls.tool("t", "{\"path\":\"/safe\",\"path\":\"/etc\"}"), observer));

            assertThat(((McpReply.Failure) reply).error().code()).isEqualTo(JsonRpcError.INVALID_PARAMS);
            assertThat(order).isEmpty();
        }
    }

    @Test
    void interceptorThatBlocks_runsOnAThreadOfItsOwn() {
        Thread caller = Thread.currentThread();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        CallInterceptor blocking = new CallInterceptor() {
            @Override
            public CompletionStage<McpReply> intercept(McpCall call, CallObserver seen, McpBackend next) {
                ranOn.complete(Thread.currentThread());
                return next.call(call, seen);
            }

            @Override
            public boolean blocks() {
                return true;
            }
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .interceptor(blocking)
                .build()) {
            assertThat(call(gateway, "")).isInstanceOf(McpReply.Result.class);
            assertThat(ranOn.join()).isNotSameAs(caller);
        }
    }

    @Test
    @Tag("limit:maxBlockingHandlers")
    void maxBlockingHandlers_oneMoreIsBusyWhileOthersBlock() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(2);
        CallInterceptor blocking = new CallInterceptor() {
            @Override
            public CompletionStage<McpReply> intercept(McpCall call, CallObserver seen, McpBackend next) {
                started.countDown();
                awaitQuietly(release);
                return next.call(call, seen);
            }

            @Override
            public boolean blocks() {
                return true;
            }
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .maxBlockingHandlers(2, 0)
                .interceptor(blocking)
                .build()) {
            BackendSession session = open(gateway, "");
            CompletionStage<McpReply> first = session.call(Calls.tool("t", "{}"), observer);
            CompletionStage<McpReply> second = session.call(Calls.tool("t", "{}"), observer);
            awaitQuietly(started);

            McpReply third = Await.value("third", session.call(Calls.tool("t", "{}"), observer));
            assertThat(((McpReply.Failure) third).reason()).isEqualTo(TrestleError.BUSY);

            release.countDown();
            assertThat(Await.value("first", first)).isInstanceOf(McpReply.Result.class);
            assertThat(Await.value("second", second)).isInstanceOf(McpReply.Result.class);
        }
    }

    @Test
    @Tag("limit:maxInFlightTotal")
    @Tag("limit:maxInFlightPerBackend")
    void maxInFlight_boundsCallsOfABackendAndOfAll() {
        List<CompletableFuture<McpReply>> running = new CopyOnWriteArrayList<>();
        McpBackend holding = (call, seen) -> {
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            running.add(reply);
            return reply;
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend(holding))
                .backend("b", backend(holding))
                .maxInFlight(3, 2)
                .listener(listener)
                .build()) {
            BackendSession a = open(gateway, "a");
            BackendSession b = open(gateway, "b");
            a.call(Calls.tool("t", "{}"), observer);
            a.call(Calls.tool("t", "{}"), observer);
            assertThat(refusal(a))
                    .isEqualTo("Backend 'a' has 2 calls running, which is its limit (maxInFlightPerBackend)");
            b.call(Calls.tool("t", "{}"), observer);
            assertThat(refusal(b)).isEqualTo("The gateway has 3 calls running, which is its limit (maxInFlightTotal)");

            running.get(0).complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
            running.get(1).completeExceptionally(new IllegalStateException("a defect"));
            b.call(Calls.tool("t", "{}"), observer);
            a.call(Calls.tool("t", "{}"), observer);
            assertThat(running).hasSize(5);
            assertThat(refusal(a)).contains("maxInFlightTotal");
        }
    }

    @Test
    void maxInFlight_doesNotCountCallsThatStayOpen() {
        McpBackend holding = (call, seen) -> call.standing() ? new CompletableFuture<>() : result("{}");
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend(holding))
                .maxInFlight(1, 1)
                .build()) {
            BackendSession session = open(gateway, "a");
            for (int i = 0; i < 3; i++) {
                McpCall standing = McpCall.builder()
                        .method("vendor/watch")
                        .metadata(Calls.tool("t", "{}").metadata())
                        .decoder(new StrictJsonDecoder())
                        .standing(true)
                        .build();
                assertThat(session.call(standing, observer).toCompletableFuture())
                        .isNotDone();
            }

            assertThat(Await.value("call", session.call(Calls.tool("t", "{}"), observer)))
                    .isInstanceOf(McpReply.Result.class);
        }
    }

    private String refusal(BackendSession session) {
        McpReply.Failure failure =
                (McpReply.Failure) Await.value("refused", session.call(Calls.tool("t", "{}"), observer));
        assertThat(failure.reason()).isEqualTo(TrestleError.BUSY);
        return failure.error().message();
    }

    @Test
    void maxInFlight_isGivenBackByACallThatThrows() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> {
                    throw new IllegalStateException("a defect");
                }))
                .maxInFlight(1, 1)
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(((McpReply.Failure) call(gateway, "")).reason()).isEqualTo(TrestleError.INTERNAL);
            }
        }
    }

    @Test
    void views_reachTheirOwnBackend() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{\"from\":\"a\"}")))
                .backend("b", backend((call, seen) -> result("{\"from\":\"b\"}")))
                .defaultView("b")
                .build()) {
            assertThat(call(gateway, "")).isEqualTo(new McpReply.Result(JsonSlice.of("{\"from\":\"b\"}")));
            assertThat(call(gateway, "a")).isEqualTo(new McpReply.Result(JsonSlice.of("{\"from\":\"a\"}")));
            assertThat(gateway.view("c")).isEmpty();
            assertThat(gateway.backends()).containsExactly("a", "b");
        }
    }

    @Test
    void callWithoutAnOpenSession_fails() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .build()) {
            McpReply reply =
                    Await.value("reply", gateway.call(Calls.tool("t", "{}").withView("a"), observer));

            assertThat(((McpReply.Failure) reply).reason()).isEqualTo(TrestleError.SESSION_ENDED);
        }
    }

    @Test
    void everyCall_startsAndEndsForTheListenerOnce() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .listener(listener)
                .build()) {
            call(gateway, "");

            assertThat(listener.events()).hasSize(3);
            assertThat(gateway.gauges().get("calls").getAsLong()).isZero();
            assertThat(gateway.gauges().get("backendSessions").getAsLong()).isEqualTo(1);
        }
    }

    @Test
    void callThatBreaks_endsForTheListenerToo() {
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> {
                    throw new IllegalStateException("a defect");
                }))
                .listener(listener)
                .build()) {
            call(gateway, "");

            assertThat(listener.events())
                    .filteredOn(RecordingListener.Event.CallEnded.class::isInstance)
                    .singleElement()
                    .extracting(event ->
                            ((RecordingListener.Event.CallEnded) event).reply().reason())
                    .isEqualTo(TrestleError.INTERNAL);
        }
    }

    @Test
    void listeners_areAllTold_alsoAfterOneThatThrows() {
        RecordingListener second = new RecordingListener();
        GatewayListener throwing = new GatewayListener() {
            @Override
            public void callEnded(McpCall call, McpReply reply, long nanos) {
                throw new IllegalStateException("a defect of a listener");
            }
        };
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", backend((call, seen) -> result("{}")))
                .listener(listener)
                .listener(throwing)
                .listener(second)
                .build()) {
            call(gateway, "");

            assertThat(second.events()).hasSize(3).hasSameSizeAs(listener.events());
        }
    }

    @Test
    void builderMistakes_sayWhatIsWrong() {
        assertThatThrownBy(() -> McpGateway.builder().build()).hasMessageContaining("at least one backend");
        assertThatThrownBy(() -> McpGateway.builder().backend("a b", backend((c, o) -> result("{}"))))
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> McpGateway.builder().requestTimeout(Duration.ZERO))
                .hasMessageContaining("requestTimeout");
        assertThatThrownBy(() -> McpGateway.builder()
                        .backend("a", backend((c, o) -> result("{}")))
                        .defaultView("b")
                        .build())
                .hasMessageContaining("'b'");
    }

    private McpReply call(McpGateway gateway, String view) {
        return Await.value("reply", open(gateway, view).call(Calls.tool("t", "{}"), observer));
    }

    private static BackendSession open(McpGateway gateway, String view) {
        return Await.value("open", gateway.view(view).orElseThrow().open(new RecordingPeer()));
    }

    private CallInterceptor noting(String name) {
        return (call, seen, next) -> {
            order.add(name);
            return next.call(call, seen);
        };
    }

    private static CompletionStage<McpReply> result(String json) {
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of(json)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BackendFactory backend(McpBackend answers) {
        return peer -> CompletableFuture.completedFuture(new BackendSession() {
            private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();

            @Override
            public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
                return answers.call(call, observer);
            }

            @Override
            public ServerDescription server() {
                return new ServerDescription("2025-11-25", JsonSlice.EMPTY_OBJECT);
            }

            @Override
            public void notified(Notification notification) {}

            @Override
            public CompletionStage<McpReply.Failure> ended() {
                return ended;
            }

            @Override
            public CompletionStage<Void> close(Duration grace) {
                ended.complete(TrestleError.SESSION_ENDED.failure("closed"));
                return CompletableFuture.completedFuture(null);
            }
        });
    }
}
