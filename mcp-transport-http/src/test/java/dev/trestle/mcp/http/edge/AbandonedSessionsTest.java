package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that never send DELETE: what they opened ends by itself, and nothing is left of it. */
class AbandonedSessionsTest {

    private static final int SESSIONS = 10_000;
    private static final int OVER_SOCKETS = 500;
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final long HEAP_TOLERANCE = 4L << 20;

    private final ManualScheduler time = new ManualScheduler();
    private final McpGateway gateway = McpGateway.builder()
            .backend(
                    "tools",
                    McpServer.builder("s", "1")
                            .tool(Tool.named("tell").handler((arguments, context) -> {
                                context.session().log(LogLevel.ERROR, "test", "so far so good");
                                return ToolResult.text("told");
                            }))
                            .build())
            .build();
    private final McpEndpoint endpoint = McpEndpoint.builder(gateway)
            .options(HttpOptions.builder()
                    .heartbeat(Duration.ofSeconds(20))
                    .replayAge(Duration.ofSeconds(30))
                    .build())
            .sessionLimits(SessionLimits.builder()
                    .maxSessionsPerAddress(SESSIONS)
                    .idleTimeout(IDLE)
                    .sweepInterval(IDLE)
                    .build())
            .time(time, time.ticker())
            .build();
    private final Caller client = new InMemoryCaller(endpoint);

    @AfterEach
    void close() {
        endpoint.close();
        gateway.close();
        assertThat(time.failures()).isEmpty();
    }

    @Test
    @Tag("limit:idleTimeout")
    @Tag("limit:sessionIdleTimeout")
    @Tag("limit:sweepInterval")
    @Tag("limit:maxSessions")
    void tenThousandAbandonedSessions_leaveNeitherMemoryNorDescriptors() throws Exception {
        try (Caller sockets = JettyHandlerMountTest.jetty(endpoint)) {
            for (int i = 0; i < 500; i++) {
                openAndAbandon(i % 5 == 0 ? sockets : client, i);
            }
            expire();
            Map<String, Long> gauges = gauges();
            int timers = time.pending();
            long heap = Heap.used();
            long descriptors = descriptors();
            long begin = System.nanoTime();

            for (int i = 0; i < SESSIONS; i++) {
                openAndAbandon(i < OVER_SOCKETS ? sockets : client, i);
            }
            assertThat(gauges()).containsEntry("sessions", (long) SESSIONS).containsEntry("backendSessions", (long)
                    SESSIONS);
            CallerExchange refused = client.post(headers(), HttpMountFixture.initializeBody("2025-11-25"));
            assertThat(HttpMountFixture.error(refused)).isEqualTo("503/-32603 id 0");
            long full = Heap.used();
            expire();

            Await.until("all gauges are back", () -> gauges().equals(gauges));
            assertThat(gauges).containsEntry("sessions", 0L).containsEntry("replayBytes", 0L);
            assertThat(time.pending()).isEqualTo(timers);
            Await.until("descriptors are back", () -> descriptors() <= descriptors);
            Await.until("memory is back", () -> Heap.used() - heap < HEAP_TOLERANCE);
            System.out.printf(
                    "10,000 abandoned sessions: %.1f KiB each while open, %+d KiB and %+d descriptors after, %.1f s%n",
                    (full - heap) / 1024.0 / SESSIONS,
                    (Heap.used() - heap) / 1024,
                    descriptors() - descriptors,
                    (System.nanoTime() - begin) / 1e9);
        }
    }

    /** Each leaves something else behind: nothing, a stream that was cut, or a call whose answer nobody fetched. */
    private void openAndAbandon(Caller by, int number) {
        CallerExchange opened = by.post(headers(), HttpMountFixture.initializeBody("2025-11-25"));
        String session = Objects.requireNonNull(opened.header("Mcp-Session-Id"));
        if (number % 4 == 1) {
            CallerExchange stream =
                    by.send("GET", "/mcp", headers("Mcp-Session-Id", session, "Accept", "text/event-stream"));
            assertThat(stream.status()).isEqualTo(200);
            stream.close();
        } else if (number % 4 == 2) {
            CallerExchange call = by.post(headers("Mcp-Session-Id", session), HttpMountFixture.callBody(1, "tell"));
            assertThat(call.status()).isEqualTo(200);
            call.close();
        }
        opened.close();
    }

    /** Clients that are gone are noticed by a heartbeat; only from then on their sessions are idle. */
    private void expire() {
        time.advance(IDLE.multipliedBy(3));
        Await.until("no session is left", () -> gauges().get("sessions") == 0);
        time.advance(IDLE);
    }

    private Map<String, Long> gauges() {
        Map<String, Long> now = new TreeMap<>();
        endpoint.gauges().forEach((name, gauge) -> now.put(name, gauge.getAsLong()));
        gateway.gauges().forEach((name, gauge) -> now.put(name, gauge.getAsLong()));
        return now;
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
