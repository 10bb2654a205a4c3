package dev.trestle.mcp.everything;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.eras.EdgeSubject;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many streams of events at the same time, each with all that is its own. */
class StreamsAtOnceTest {

    private static final int SESSIONS = 200;
    private static final int EVENTS = 5;

    private final AtomicInteger running = new AtomicInteger();
    private final CompletableFuture<Void> allRun = new CompletableFuture<>();

    private McpServer server() {
        return McpServer.builder("streams", "1")
                .tool(Tool.named("five").description("Counts to five").asyncHandler((arguments, call) -> {
                    if (running.incrementAndGet() == SESSIONS) {
                        allRun.complete(null);
                    }
                    // None says anything before all of them run: that is what makes them simultaneous.
                    return allRun.thenApply(go -> {
                        for (int event = 1; event <= EVENTS; event++) {
                            call.progress(event, EVENTS);
                        }
                        return ToolResult.text("done");
                    });
                }))
                .build();
    }

    @Test
    @Tag("e2:streams-at-once")
    void twoHundredStreamsAtOnceThroughAllInterceptors_haveTheirFiveEventsInOrder() {
        try (McpSubject subject = EdgeSubject.over(Gateways.withEverything()
                // The first is silent until the last has opened its session, which a busy machine takes its time for.
                .requestTimeout(Duration.ofMinutes(5))
                .backend("streams", server())
                .build())) {
            URI uri = subject.start();
            List<RawStream> streams =
                    IntStream.range(0, SESSIONS).mapToObj(i -> call(uri, i)).toList();

            for (int i = 0; i < SESSIONS; i++) {
                List<Json> messages = streams.get(i).reply().messages();
                assertThat(messages.subList(0, EVENTS).stream()
                                .map(message ->
                                        message.at("/params/progressToken").text() + " "
                                                + message.at("/params/progress").integer()))
                        .containsExactly(
                                token(i) + " 1", token(i) + " 2", token(i) + " 3", token(i) + " 4", token(i) + " 5");
                assertThat(messages).hasSize(EVENTS + 1);
                assertThat(messages.get(EVENTS).at("/result/content/0/text").text())
                        .isEqualTo("done");
            }
        }
    }

    private static String token(int i) {
        return "token" + i;
    }

    private static RawStream call(URI uri, int i) {
        RawMcpClient client = RawMcpClient.of(uri);
        client.initialize("2025-11-25", "{}").result();
        return client.start(
                "tools/call",
                "{\"name\":\"five\",\"arguments\":{},\"_meta\":{\"progressToken\":\"" + token(i) + "\"}}");
    }
}
