package dev.trestle.mcp.interceptor.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CachingTest {

    private static final CacheOptions SEED = new CacheOptions(64 << 20, Map.of("a", CacheOptions.Ttl.DEFAULT));
    private static final String READ = "resources/read";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger loads = new AtomicInteger();
    private final RecordingObserver observer = new RecordingObserver();

    private Caching caching(CacheOptions options) {
        Caching caching = new Caching(options, nanos::get);
        caching.attach(new InterceptorContext(
                new StrictJsonDecoder(),
                new SliceEditor(),
                Runnable::run,
                Runnable::run,
                new ManualScheduler(),
                GatewayListener.NONE,
                Duration.ofSeconds(30),
                Redactor.OFF));
        return caching;
    }

    private McpBackend answers(String more) {
        return (call, hears) -> CompletableFuture.completedFuture(
                new McpReply.Result(JsonSlice.of("{\"n\":" + loads.incrementAndGet() + more + "}"), !more.isEmpty()));
    }

    private static McpCall.Builder read(String uri) {
        return Calls.builder(READ, "{\"uri\":\"" + uri + "\",\"_meta\":{\"progressToken\":" + System.nanoTime() + "}}")
                .view("a");
    }

    private String ask(Caching caching, McpCall call, McpBackend next) {
        return Await.value("the reply", caching.intercept(call, observer, next))
                .fold(
                        result -> result.json(),
                        asks -> asks.json(),
                        failure -> failure.error().json())
                .toString();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void noHint_isNotKept() {
        Caching caching = caching(CacheOptions.DEFAULT);
        assertThat(ask(caching, read("x").build(), answers(""))).isEqualTo("{\"n\":1}");
        assertThat(ask(caching, read("x").build(), answers(""))).isEqualTo("{\"n\":2}");
    }

    @Test
    void hint_isObeyedToTheMillisecondAndToldLessByTheTimeThatPassed() {
        Caching caching = caching(CacheOptions.DEFAULT);
        McpBackend server = answers(",\"ttlMs\":1000,\"cacheScope\":\"public\"");
        assertThat(ask(caching, read("x").build(), server)).contains("\"n\":1", "\"ttlMs\":1000");
        pass(Duration.ofMillis(400));
        assertThat(ask(caching, read("x").build(), server)).contains("\"n\":1", "\"ttlMs\":600");
        pass(Duration.ofMillis(600).minusNanos(1));
        assertThat(ask(caching, read("x").build(), server)).contains("\"n\":1");
        pass(Duration.ofNanos(1));
        assertThat(ask(caching, read("x").build(), server)).contains("\"n\":2");
        assertThat(caching.gauges().get("cacheHits").getAsLong()).isEqualTo(2);
        assertThat(caching.gauges().get("cacheMisses").getAsLong()).isEqualTo(2);
    }

    @Test
    @Tag("e2:cache-ttl-stability")
    void configuredTtl_aChangeIsNotVisibleBeforeIt() {
        Caching caching = caching(SEED);
        McpBackend server = answers("");
        for (Duration at : List.of(
                Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30).minusNanos(1))) {
            pass(at);
            assertThat(ask(caching, read("x").build(), server)).isEqualTo("{\"n\":1}");
        }
        pass(Duration.ofNanos(1));
        assertThat(ask(caching, read("x").build(), server)).isEqualTo("{\"n\":2}");

        McpCall list = Calls.builder("tools/list", "{}").view("a").build();
        assertThat(ask(caching, list, server)).isEqualTo("{\"n\":3}");
        pass(Duration.ofMinutes(5).minusNanos(1));
        assertThat(ask(caching, list, server)).isEqualTo("{\"n\":3}");
        pass(Duration.ofNanos(1));
        assertThat(ask(caching, list, server)).isEqualTo("{\"n\":4}");
    }

    @Test
    void reload_forgetsAll() {
        Caching caching = caching(SEED);
        ask(caching, read("x").build(), answers(""));
        caching.reload();
        assertThat(ask(caching, read("x").build(), answers(""))).isEqualTo("{\"n\":2}");
    }

    @Test
    void reloadWhileAnAnswerIsUnderWay_isNotGivenIt() {
        Caching caching = caching(SEED);
        CompletableFuture<McpReply> old = new CompletableFuture<>();
        CompletionStage<McpReply> asked = caching.intercept(read("x").build(), observer, (call, hears) -> old);
        caching.reload();
        old.complete(new McpReply.Result(JsonSlice.of("{\"n\":\"old\"}"), false));

        assertThat(Await.value("the old answer", asked)).isInstanceOf(McpReply.Result.class);
        assertThat(ask(caching, read("x").build(), answers(""))).isEqualTo("{\"n\":1}");
    }

    @Test
    void otherParamsSessionsPrincipalsAndServers_haveTheirOwn() {
        Caching caching = caching(SEED);
        McpBackend server = answers("");
        List<McpCall> calls = List.of(
                read("x").build(),
                read("y").build(),
                read("x").session(new SessionKey("other")).build(),
                read("x").principal(new Principal("p", true)).build());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < calls.size(); i++) {
                assertThat(ask(caching, calls.get(i), server)).isEqualTo("{\"n\":" + (i + 1) + "}");
            }
        }
        assertThat(ask(caching, read("x").view("b").build(), server)).isEqualTo("{\"n\":5}");
        assertThat(ask(caching, read("x").session(null).build(), server)).isEqualTo("{\"n\":6}");
        assertThat(ask(caching, read("x").session(null).build(), server)).isEqualTo("{\"n\":7}");
    }

    @Test
    void errorsQuestionsContinuationsAndTools_areNotKept() {
        Caching caching = caching(SEED);
        McpBackend fails = (call, hears) -> CompletableFuture.completedFuture(
                new McpReply.Failure(JsonRpcError.of(-32000, "no " + loads.incrementAndGet())));
        assertThat(ask(caching, read("x").build(), fails)).contains("no 1");
        assertThat(ask(caching, read("x").build(), fails)).contains("no 2");
        McpBackend requires = (call, hears) -> CompletableFuture.completedFuture(
                new McpReply.InputRequired(JsonSlice.of("{\"n\":" + loads.incrementAndGet() + "}")));
        assertThat(ask(caching, read("x").build(), requires)).isEqualTo("{\"n\":3}");
        McpBackend asks = (call, hears) -> hears.ask(new InputRequest("roots/list", null))
                .thenCompose(answer -> answers("").call(call, hears));
        observer.answerWith("{\"roots\":[]}");
        assertThat(ask(caching, read("x").build(), asks)).isEqualTo("{\"n\":4}");
        assertThat(ask(caching, read("x").round(1).build(), answers(""))).isEqualTo("{\"n\":5}");
        assertThat(ask(caching, read("x").build(), answers(""))).isEqualTo("{\"n\":6}");
        McpCall tool = Calls.builder("tools/call", "{\"name\":\"t\"}").view("a").build();
        assertThat(ask(caching, tool, answers(""))).isEqualTo("{\"n\":7}");
        assertThat(ask(caching, tool, answers(""))).isEqualTo("{\"n\":8}");
    }

    @Test
    @Tag("limit:weight")
    void whatWeighsTooMuch_goes() {
        Caching caching = caching(new CacheOptions(10_000, Map.of("a", CacheOptions.Ttl.DEFAULT)));
        McpBackend large = (call, hears) -> CompletableFuture.completedFuture(new McpReply.Result(
                JsonSlice.of("{\"n\":" + loads.incrementAndGet() + ",\"text\":\"" + "x".repeat(3000) + "\"}")));
        for (int i = 0; i < 20; i++) {
            ask(caching, read("u" + i).build(), large);
        }
        assertThat(caching.gauges().get("cacheEntries").getAsLong()).isBetween(1L, 3L);
        McpBackend huge = (call, hears) -> CompletableFuture.completedFuture(new McpReply.Result(
                JsonSlice.of("{\"n\":" + loads.incrementAndGet() + ",\"text\":\"" + "x".repeat(20_000) + "\"}")));
        assertThat(ask(caching, read("h").build(), huge)).startsWith("{\"n\":21");
        assertThat(ask(caching, read("h").build(), huge)).startsWith("{\"n\":22");
    }

    @Test
    void aThousandConcurrentMisses_areOneLoad() throws Exception {
        Caching caching = caching(SEED);
        CompletableFuture<McpReply> answer = new CompletableFuture<>();
        McpBackend slow = (call, hears) -> {
            loads.incrementAndGet();
            return answer;
        };
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<CompletableFuture<McpReply>> replies = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                replies.add(CompletableFuture.supplyAsync(
                                () -> caching.intercept(read("x").build(), new RecordingObserver(), slow), threads)
                        .thenCompose(stage -> stage));
            }
            Await.until("all wait", () -> caching.waiting() == 999);
            answer.complete(new McpReply.Result(JsonSlice.of("{\"n\":1}")));
            for (CompletableFuture<McpReply> reply : replies) {
                assertThat(Await.value("a reply", reply)).isEqualTo(answer.join());
            }
            assertThat(loads).hasValue(1);
            assertThat(caching.gauges().get("cacheJoined").getAsLong()).isEqualTo(999);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void callerGoesAway_theOthersAreAnsweredAllTheSame() {
        Caching caching = caching(SEED);
        List<CompletableFuture<McpReply>> pending = new ArrayList<>();
        McpBackend slow = (call, hears) -> {
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            pending.add(reply);
            call.cancellation().onCancel(why -> reply.complete(new McpReply.Failure(JsonRpcError.of(-1, "cancelled"))));
            return reply;
        };
        McpCall first = read("x").build();
        McpCall second = read("x").build();
        CompletionStage<McpReply> one = caching.intercept(first, observer, slow);
        CompletionStage<McpReply> two = caching.intercept(second, observer, slow);
        CompletionStage<McpReply> three = caching.intercept(read("x").build(), observer, slow);
        second.cancellation().cancel("gone");
        assertThat(Await.value("the cancelled one", two)).isInstanceOf(McpReply.Failure.class);
        first.cancellation().cancel("gone");
        assertThat(Await.value("the first", one)).isInstanceOf(McpReply.Failure.class);
        assertThat(pending).hasSize(2);
        pending.get(1).complete(new McpReply.Result(JsonSlice.of("{\"n\":9}")));
        assertThat(Await.value("the third", three)).isEqualTo(pending.get(1).join());
        assertThat(ask(caching, read("x").build(), slow)).isEqualTo("{\"n\":9}");
    }

    @Test
    void announcedChange_isObeyedDuringCallsAndOutsideThem() {
        Caching caching = caching(SEED);
        McpBackend server = answers("");
        RecordingPeer peer = new RecordingPeer();
        ask(caching, read("x").build(), server);
        caching.around(peer, "a").notified(Calls.notification("notifications/tools/list_changed", null));
        assertThat(ask(caching, read("x").build(), server)).isEqualTo("{\"n\":1}");
        caching.around(peer, "a").notified(Calls.notification("notifications/resources/updated", "{\"uri\":\"x\"}"));
        assertThat(peer.notifications()).hasSize(2);
        assertThat(ask(caching, read("x").build(), server)).isEqualTo("{\"n\":2}");
        McpBackend announces = (call, hears) -> {
            hears.notified(Calls.notification("notifications/resources/list_changed", null));
            return server.call(call, hears);
        };
        ask(caching, Calls.builder("tools/call", "{\"name\":\"t\"}").view("a").build(), announces);
        assertThat(ask(caching, read("x").build(), announces)).isEqualTo("{\"n\":4}");
        assertThat(ask(caching, read("x").build(), server))
                .as("changed while it was asked for")
                .isEqualTo("{\"n\":5}");
    }

    @Test
    void twoSessionsOfOnePrincipal_neverSeeEachOthersProcess() {
        AtomicInteger pids = new AtomicInteger();
        Map<Object, Integer> pidOf = new ConcurrentHashMap<>();
        try (McpGateway gateway = McpGateway.builder()
                .backend("a", (BackendFactory) peer -> {
                    int pid = pids.incrementAndGet();
                    pidOf.put(peer.client().session(), pid);
                    return FakeBackend.create()
                            .on(READ, call -> Replies.result("{\"pid\":" + pid + "}"))
                            .open(peer);
                })
                .at(Place.CACHING, new Caching(SEED))
                .build()) {
            List<BackendSession> sessions = new ArrayList<>();
            List<SessionKey> keys = List.of(new SessionKey("one"), new SessionKey("two"));
            keys.forEach(key -> sessions.add(Await.value(
                    "a session", gateway.view("a").orElseThrow().open(new RecordingPeer(Calls.client(key))))));
            for (int i = 0; i < 1000; i++) {
                SessionKey key = keys.get(i % 2);
                McpReply reply = Await.value(
                        "the reply",
                        sessions.get(i % 2).call(read("x").session(key).build(), new RecordingObserver()));
                assertThat(((McpReply.Result) reply).json()).hasToString("{\"pid\":" + pidOf.get(key) + "}");
            }
            assertThat(pids).hasValue(2);
        }
    }
}
