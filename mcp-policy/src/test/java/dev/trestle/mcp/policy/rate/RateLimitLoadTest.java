package dev.trestle.mcp.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loads that the seed ran with its limiter switched off, with the limiter on, through a whole gateway. */
class RateLimitLoadTest {

    private final AtomicInteger ran = new AtomicInteger();

    private McpServer server() {
        McpServer.Builder server = McpServer.builder("load", "1");
        for (int i = 0; i < 16; i++) {
            server.tool(Tool.named("tool" + i).description("Counts").handler((arguments, call) -> {
                ran.incrementAndGet();
                return ToolResult.text("done");
            }));
        }
        return server.build();
    }

    /** A call's reply and how long it took. */
    private record Timed(McpReply reply, long nanos) {}

    private List<Timed> run(RateLimit limit, int calls) {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (McpGateway gateway = McpGateway.builder()
                .backend("load", server())
                .at(Place.RATE_LIMIT, limit)
                .build()) {
            BackendSession session =
                    Await.value("a session", gateway.view("load").orElseThrow().open(new RecordingPeer()));
            List<CompletableFuture<Timed>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                String tool = "tool" + i % 16;
                all.add(CompletableFuture.supplyAsync(System::nanoTime, threads)
                        .thenCompose(start -> session.call(Calls.tool(tool, "{}"), new RecordingObserver())
                                .thenApply(reply -> new Timed(reply, System.nanoTime() - start))));
            }
            return all.stream().map(one -> Await.value("a reply", one)).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static long admitted(List<Timed> timed) {
        return timed.stream().filter(one -> one.reply().reason() == null).count();
    }

    private static void succeedOrAreLimited(List<Timed> timed) {
        assertThat(timed).allSatisfy(one -> {
            if (one.reply() instanceof McpReply.Result result) {
                assertThat(result.json().toString()).contains("done").doesNotContain("isError\":true");
            } else {
                assertThat(one.reply().reason()).isEqualTo(TrestleError.RATE_LIMITED);
            }
        });
    }

    private static void print(String what, List<Timed> timed) {
        long[] sorted = timed.stream()
                .filter(one -> one.reply().reason() == null)
                .flatMapToLong(one -> LongStream.of(one.nanos()))
                .sorted()
                .toArray();
        StringBuilder line = new StringBuilder(what + ": admitted " + sorted.length + " of " + timed.size());
        for (double percent : new double[] {50, 95, 99, 99.9}) {
            int rank = (int) Math.ceil(percent / 100 * sorted.length) - 1;
            line.append(String.format(", p%s %.2f ms", percent, sorted[rank] / 1e6));
        }
        System.out.println(line);
    }

    @Test
    @Tag("e2:load-16-mixed")
    void sixteenMixedCalls_allSucceedWithTheSeedsRateOn() {
        RateLimit limit =
                RateLimit.builder().minInterval(Duration.ofMillis(250)).build();
        List<Timed> timed = run(limit, 16);

        print("16 mixed calls, 250 ms per tool", timed);
        succeedOrAreLimited(timed);
        assertThat(admitted(timed)).isEqualTo(16);
        assertThat(ran).hasValue(16);
    }

    @Test
    @Tag("e2:load-200-at-once")
    void twoHundredAtOnce_admittedCountIsExactAndAllOfThemSucceed() {
        RateLimit limit = RateLimit.builder().perClient(Rate.parse("120/1h")).build();
        List<Timed> timed = run(limit, 200);

        print("200 calls at once, 120/1h per client", timed);
        succeedOrAreLimited(timed);
        assertThat(admitted(timed)).isEqualTo(120);
        assertThat(ran).hasValue(120);
    }

    @Test
    @Tag("e2:load-200-queued")
    void twoHundredAtOnceWithAQueue_allSucceed() {
        RateLimit limit = RateLimit.builder()
                .perClient(Rate.parse("1000/1s burst 20"))
                .queue(200)
                .maxWait(Duration.ofMinutes(1))
                .build();
        List<Timed> timed = run(limit, 200);

        print("200 calls at once, 1000/1s burst 20, queued", timed);
        assertThat(admitted(timed)).isEqualTo(200);
        assertThat(ran).hasValue(200);
    }

    @Test
    void greedyClient_doesNotTakeWhatIsTheOthers() {
        RateLimit limit = RateLimit.builder().perClient(Rate.parse("50/1h")).build();
        try (McpGateway gateway = McpGateway.builder()
                .backend("load", server())
                .at(Place.RATE_LIMIT, limit)
                .build()) {
            var calls = gateway.calls("load").orElseThrow();
            List<CompletableFuture<McpReply>> greedy = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                greedy.add(calls.call(call(new Principal("greedy", true)), new RecordingObserver())
                        .toCompletableFuture());
            }
            for (int i = 0; i < 50; i++) {
                McpReply reply = Await.value(
                        "a reply", calls.call(call(new Principal("modest", true)), new RecordingObserver()));
                assertThat(reply.reason()).isNull();
            }
            assertThat(greedy.stream().map(one -> Await.value("a reply", one)).filter(r -> r.reason() == null))
                    .hasSize(50);
        }
    }

    private static McpCall call(Principal who) {
        return Calls.builder("tools/call", "{\"name\":\"tool1\"}")
                .principal(who)
                .session((SessionKey) null)
                .build();
    }
}
