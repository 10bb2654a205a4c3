package dev.trestle.mcp.standalone.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OtelExportTest {

    private static final int QUEUE = 64;

    /** While a collector does not answer, at most what is on its way and the queue are kept. */
    @Test
    @Tag("limit:queue")
    void spans_waitInAQueueThatIsBounded() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicLong bytes = new AtomicLong();
        AtomicLong requests = new AtomicLong();
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = collector(open, bytes, requests, threads);
        try {
            OtelExport export = OtelExport.open(
                    new OtelTarget(
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            "test",
                            Map.of(),
                            Duration.ofMillis(50),
                            Duration.ofSeconds(30),
                            QUEUE),
                    Redactor.OFF,
                    10,
                    "1");
            call(export);
            Await.until("the first is on its way", () -> requests.get() > 0);
            for (int i = 0; i < 10_000; i++) {
                call(export);
            }
            open.countDown();
            export.close(Duration.ofSeconds(20));
            // A span of such a call has some 300 bytes.
            assertThat(bytes.get()).isLessThan((2L * QUEUE + 2) * 1_000);
            assertThat(requests.get()).isGreaterThan(1);
        } finally {
            open.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void close_takesNoLongerThanItMay() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicLong requests = new AtomicLong();
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = collector(open, new AtomicLong(), requests, threads);
        try {
            OtelExport export = OtelExport.open(
                    new OtelTarget(
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            "test",
                            Map.of(),
                            Duration.ofMinutes(1),
                            Duration.ofSeconds(60),
                            QUEUE),
                    Redactor.OFF,
                    10,
                    "1");
            call(export);
            long start = System.nanoTime();
            export.close(Duration.ofMillis(300));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(Span.current()).isSameAs(Span.getInvalid());
        } finally {
            open.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void call(OtelExport export) {
        var call = Calls.tool("add", "{}");
        export.telemetry().callStarted(call);
        export.telemetry().callEnded(call, new McpReply.Result(JsonSlice.EMPTY_OBJECT), 1);
    }

    private static HttpServer collector(
            CountDownLatch open, AtomicLong bytes, AtomicLong requests, ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/traces", exchange -> {
            requests.incrementAndGet();
            bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/v1/metrics", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
