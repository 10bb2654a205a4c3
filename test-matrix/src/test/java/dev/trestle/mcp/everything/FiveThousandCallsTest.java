package dev.trestle.mcp.everything;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.json.Json;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Very many calls at the same time through all interceptors. */
class FiveThousandCallsTest {

    private static final int CALLS = 5_000;
    private static final int PRINCIPALS = 50;
    private static final int TOOLS = 5;
    private static final int THREADS = 8;
    private static final Duration LONG = Duration.ofMinutes(5);

    /** A running call has its arguments, its result and what each part knows of it. */
    private static final long MOST_BYTES_OF_A_CALL = 64 << 10;

    private static final long MOST_BYTES_LEFT = 48L << 20;

    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    /** A call that its handler has not answered yet. */
    private record Held(String text, CompletableFuture<ToolResult> answer) {

        void release() {
            answer.complete(ToolResult.text("for " + text));
        }
    }

    private McpServer server() {
        McpServer.Builder server = McpServer.builder("load", "1")
                .limits(McpServer.Limits.DEFAULT.withMaxCalls(CALLS).withMaxSessions(2 * PRINCIPALS));
        for (int i = 0; i < TOOLS; i++) {
            server.tool(Tool.named("tool" + i)
                    .description("Waits")
                    .input("text", Schema.string("What to say"))
                    .asyncHandler((arguments, call) -> hold(arguments.string("text"))));
        }
        return server.build();
    }

    private CompletionStage<ToolResult> hold(String text) {
        CompletableFuture<ToolResult> answer = new CompletableFuture<>();
        held.add(new Held(text, answer));
        return answer;
    }

    @Test
    @Tag("e2:load-5000")
    void fiveThousandCallsAtOnceThroughAllInterceptors_getTheirOwnAnswersWithinBoundedMemory() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (McpGateway gateway = Gateways.withEverything()
                .backend("load", server())
                .maxInFlight(2 * CALLS, 2 * CALLS)
                .requestTimeout(LONG)
                .lending(new LendingLimits(8, 2 * PRINCIPALS, LONG, LONG, LONG))
                .build()) {
            McpBackend calls = gateway.calls("load").orElseThrow();
            long before = usedBytes();

            List<CompletableFuture<McpReply>> replies = IntStream.range(0, CALLS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(calls, i), threads)
                            .thenCompose(reply -> reply))
                    .toList();
            Await.until("all calls to run at once", () -> held.size() == CALLS);
            assertThat(running(gateway)).isEqualTo(CALLS);
            long during = usedBytes();

            List<Held> order = new ArrayList<>(held);
            held.clear();
            Collections.shuffle(order, new Random(7));
            order.forEach(one -> threads.execute(one::release));
            for (int i = 0; i < CALLS; i++) {
                assertThat(Await.value("a reply", replies.get(i))).isInstanceOfSatisfying(McpReply.Result.class, is(i));
            }
            order.clear();
            Await.until("all calls to be over", () -> running(gateway) == 0);
            long after = usedBytes();

            System.out.printf(
                    "%d calls at once: %d KiB of heap each, %d KiB left in all%n",
                    CALLS, ((during - before) / CALLS) >> 10, (after - before) >> 10);
            assertThat((during - before) / CALLS).as("heap of a call").isLessThan(MOST_BYTES_OF_A_CALL);
            assertThat(after - before).as("heap left").isLessThan(MOST_BYTES_LEFT);
        } finally {
            threads.shutdownNow();
        }
    }

    private static CompletionStage<McpReply> send(McpBackend calls, int i) {
        return calls.call(
                Calls.builder(
                                "tools/call",
                                "{\"name\":\"tool" + i % TOOLS + "\",\"arguments\":{\"text\":\"" + text(i) + "\"}}")
                        .principal(new Principal("user" + i % PRINCIPALS, true))
                        .session((SessionKey) null)
                        .build(),
                new RecordingObserver());
    }

    /** What a call says: whose it is, which it is, 1 KiB, and what nobody is to see. */
    private static String text(int i) {
        return marker(i) + " " + "x".repeat(1 << 10) + " " + secret(i);
    }

    private static String marker(int i) {
        return "user" + i % PRINCIPALS + "-call" + i + "-";
    }

    private static String secret(int i) {
        return "ghp_" + String.format("%036d", 1_000_003L * (i + 1)).replace('0', 'k');
    }

    private static Consumer<McpReply.Result> is(int i) {
        return result -> {
            Json text = Json.parse(result.json()).at("/content/0/text");
            assertThat(text.text()).startsWith("for " + marker(i)).doesNotContain(secret(i), "ghp_");
            assertThat(text.text().split("-call", -1)).hasSize(2);
        };
    }

    private static long running(McpGateway gateway) {
        return Objects.requireNonNull(gateway.gauges().get("calls")).getAsLong();
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
