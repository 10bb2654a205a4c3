package dev.trestle.mcp.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanFileTest {

    private static final McpReply OK = new McpReply.Result(JsonSlice.of("{\"content\":[\"RESULT-SECRET\"]}"));
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final ManualScheduler time = new ManualScheduler();

    @Test
    @Tag("e2:telemetry-span")
    void span_hasTheFieldsThatReadersKnow_thenOurs() {
        McpCall call = Calls.builder("tools/call", """
                        {"name":"add","arguments":{"a":"ARGUMENT-SECRET"},
                         "_meta":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}""")
                .view("calculator")
                .principal(new Principal("ann", true))
                .build();
        written(call, OK);

        Json span = SpanReader.spans(file()).get(0);
        assertThat(span.members().keySet())
                .containsExactly(
                        "timestamp_ms",
                        "tool_name",
                        "method",
                        "duration_ms",
                        "success",
                        "error_code",
                        "extra",
                        "backend",
                        "principal",
                        "session",
                        "trace_id",
                        "parent_span_id");
        assertThat(span.at("/timestamp_ms").integer()).isEqualTo(time.clock().millis());
        assertThat(span.at("/tool_name").text()).isEqualTo("add");
        assertThat(span.at("/method").text()).isEqualTo("tools/call");
        assertThat(span.at("/duration_ms").integer()).isEqualTo(12);
        assertThat(span.at("/success").bool()).isTrue();
        assertThat(span.at("/error_code").isNull()).isTrue();
        assertThat(span.at("/extra").isNull()).isTrue();
        assertThat(span.at("/backend").text()).isEqualTo("calculator");
        assertThat(span.at("/principal").text()).isEqualTo("ann");
        assertThat(span.at("/session").text()).isEqualTo(Calls.SESSION.value());
        assertThat(span.at("/trace_id").text()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.at("/parent_span_id").text()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    @Tag("e2:telemetry-span")
    void span_ofAFailure_hasItsCodeAndNoMessage() throws IOException {
        McpCall call = Calls.tool("add", "{\"password\":\"ARGUMENT-SECRET\"}");
        written(
                call,
                OK,
                TrestleError.TIMEOUT.failure("MESSAGE-SECRET"),
                new McpReply.Failure(JsonRpcError.of(-32602, "MESSAGE-SECRET")),
                new McpReply.Result(JsonSlice.of("{\"isError\":true,\"content\":\"RESULT-SECRET\"}")));

        assertThat(SpanReader.spans(file()))
                .extracting(span -> String.valueOf(span.at("/error_code").value()))
                .containsExactly("null", "timeout", "-32602", "tool_error");
        assertThat(SpanReader.spans(file()))
                .extracting(span -> span.at("/success").bool())
                .containsExactly(true, false, false, false);
        assertThat(file()).content().doesNotContain("SECRET");
    }

    @Test
    void span_ofACallWithoutTarget_isNamedByItsMethod() {
        McpCall call = Calls.builder("tools/list", null).session(null).round(2).build();
        written(call, OK);

        Json span = SpanReader.spans(file()).get(0);
        assertThat(span.at("/tool_name").text()).isEqualTo("tools/list");
        assertThat(span.at("/session").isNull()).isTrue();
        assertThat(span.at("/extra/round").integer()).isEqualTo(2);
        assertThat(span.has("/trace_id")).isFalse();
    }

    @Test
    @Tag("e2:telemetry-rejected")
    void refusedCalls_haveSpans_unlessTheyAreNotWanted() {
        for (boolean rejected : new boolean[] {true, false}) {
            try (SpanFile spans = options().rejected(rejected).open()) {
                spans.callEnded(Calls.tool("a", "{}"), OK, 1);
                spans.callEnded(Calls.tool("a", "{}"), TrestleError.BUSY.failure("too many"), 1);
                spans.callEnded(Calls.tool("a", "{}"), TrestleError.BUSY.toolFailure("too many", Map.of()), 1);
                spans.callEnded(Calls.tool("a", "{}"), TrestleError.TIMEOUT.failure("too late"), 1);
            }
        }
        assertThat(SpanReader.spans(file()))
                .extracting(span -> String.valueOf(span.at("/error_code").value()))
                .containsExactly("null", "busy", "busy", "timeout", "null", "timeout");
    }

    @Test
    @Tag("limit:batch")
    @Tag("e2:telemetry-batch")
    void batch_isWrittenWhenItIsFull_andNotBefore() {
        try (SpanFile spans = options().flushInterval(NEVER).open()) {
            emit(spans, 0, 99);
            Await.stays("nothing is written", Duration.ofMillis(300), () -> !Files.exists(file()));
            assertThat(spans.gauges().get("spansBuffered").getAsLong()).isEqualTo(99);

            emit(spans, 99, 1);
            Await.until(
                    "the batch is written",
                    () -> spans.gauges().get("spansWritten").getAsLong() == 100);
            assertThat(SpanReader.spans(file())).hasSize(100);
            assertThat(spans.gauges().get("spansBuffered").getAsLong()).isZero();
        }
    }

    @Test
    @Tag("limit:flushInterval")
    @Tag("e2:telemetry-batch")
    void span_isWrittenAfterTheInterval_withoutAnother() {
        try (SpanFile spans = options().flushInterval(Duration.ofMillis(100)).open()) {
            emit(spans, 0, 1);
            Await.until(
                    "it is written", () -> spans.gauges().get("spansWritten").getAsLong() == 1);
            assertThat(SpanReader.spans(file())).hasSize(1);
        }
    }

    @Test
    @Tag("e2:telemetry-flush")
    void flush_writesWhatIsThere() {
        try (SpanFile spans = options().flushInterval(NEVER).open()) {
            emit(spans, 0, 50);
            assertThat(spans.flush(SOON)).isTrue();
            assertThat(SpanReader.spans(file())).hasSize(50);
            assertThat(spans.flush(SOON)).isTrue();
        }
    }

    @Test
    @Tag("e2:telemetry-shutdown")
    void close_writesWhatIsThere_andLaterSpansAreCountedAsLost() {
        SpanFile spans = options().flushInterval(NEVER).open();
        emit(spans, 0, 1_234);
        spans.close();
        spans.close();
        emit(spans, 0, 1);

        assertThat(SpanReader.spans(file())).hasSize(1_234);
        assertThat(spans.dropped()).isEqualTo(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("trestle-lines-spans"))
                .filteredOn(Thread::isAlive)
                .isEmpty();
    }

    @Test
    @Tag("limit:closeTimeout")
    @Tag("limit:buffer")
    void spansWithoutRoom_areLostAndCounted_andCloseDoesNotWaitForever() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        SpanFile spans = options()
                .batch(10)
                .buffer(20)
                .closeTimeout(Duration.ofMillis(200))
                .open(lines -> {
                    writing.countDown();
                    await(hold);
                    return lines.size();
                });
        emit(spans, 0, 10);
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();

        emit(spans, 10, 15);
        assertThat(counts(spans)).containsExactly(25L, 0L, 5L, 20L);

        spans.close();
        assertThat(counts(spans)).containsExactly(25L, 0L, 25L, 0L);
        hold.countDown();
    }

    @Test
    @Tag("limit:maxFile")
    @Tag("limit:keep")
    void file_isReplacedWhenItIsLarge_andOldOnesAreKept() throws IOException {
        try (SpanFile spans = options().maxFile(2_000).keep(2).batch(1).open()) {
            for (int i = 0; i < 60; i++) {
                emit(spans, i, 1);
                assertThat(spans.flush(SOON)).isTrue();
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(SpanFile.NAME, SpanFile.NAME + ".1", SpanFile.NAME + ".2");
        }
        assertThat(Files.size(folder.resolve(SpanFile.NAME + ".1"))).isBetween(1_500L, 2_000L);
        List<String> kept = Stream.of(".2", ".1", "")
                .flatMap(ending -> SpanReader.spans(folder.resolve(SpanFile.NAME + ending)).stream())
                .map(span -> span.at("/tool_name").text())
                .toList();
        assertThat(kept).containsExactlyElementsOf(names(60 - kept.size(), kept.size()));
    }

    @Test
    @Tag("limit:maxAge")
    void file_isReplacedWhenItIsOld() {
        try (SpanFile spans = options().maxAge(Duration.ofHours(1)).batch(1).open()) {
            emit(spans, 0, 1);
            spans.flush(SOON);
            time.advance(Duration.ofMinutes(59));
            emit(spans, 1, 1);
            spans.flush(SOON);
            assertThat(SpanReader.spans(file())).hasSize(2);

            time.advance(Duration.ofMinutes(2));
            emit(spans, 2, 1);
            spans.flush(SOON);
            assertThat(SpanReader.spans(file())).hasSize(1);
            assertThat(SpanReader.spans(folder.resolve(SpanFile.NAME + ".1"))).hasSize(2);
        }
    }

    /** The seed's floors: 1,000 spans a second, and batches twice as fast as line by line. */
    @Test
    @Tag("e2:telemetry-performance")
    void spans_areWrittenFastEnough() {
        long single = perSecond(options().batch(1).flushInterval(Duration.ofMillis(1)), "one by one");
        long batched = perSecond(options(), "in batches of 100");

        assertThat(batched).isGreaterThanOrEqualTo(1_000).isGreaterThan(2 * single);
    }

    private long perSecond(SpanFile.Builder options, String how) {
        AtomicInteger left = new AtomicInteger(50_000);
        McpCall call = Calls.tool("add", "{\"a\":1,\"b\":2}");
        try (SpanFile spans = options.buffer(60_000).open()) {
            long start = System.nanoTime();
            Threads.run(4, thread -> {
                while (left.getAndDecrement() > 0) {
                    spans.callEnded(call, OK, 1);
                }
            });
            long said = System.nanoTime() - start;
            assertThat(spans.flush(SOON)).isTrue();
            long nanos = System.nanoTime() - start;
            assertThat(spans.dropped()).isZero();
            long rate = 50_000L * 1_000_000_000L / nanos;
            System.out.printf(
                    "figure: spans %s: %,d/s written, %,d ns of a call each (4 threads)%n",
                    how, rate, 4 * said / 50_000);
            return rate;
        }
    }

    @Test
    @Tag("e2:telemetry-redaction")
    void secretInTheNameOfATool_isTakenOut() throws IOException {
        String token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        try (SpanFile spans = options().redactor(Redactor.builder().build()).open()) {
            spans.callEnded(Calls.tool(token, "{}"), OK, 1);
            spans.callEnded(Calls.tool("add", "{}"), OK, 1);
        }
        assertThat(file()).content().doesNotContain(token).contains("[REDACTED:");
        assertThat(SpanReader.spans(file()).get(1).at("/tool_name").text()).isEqualTo("add");
    }

    @Test
    void boundsThatAreNone_areRefused() {
        assertThatThrownBy(() -> options().batch(0).open()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options().batch(11).buffer(10).open()).hasMessageContaining("buffer only 10");
        assertThatThrownBy(() -> options().keep(0).open()).hasMessageContaining("keep");
        assertThatThrownBy(() -> options().flushInterval(Duration.ZERO).open()).hasMessageContaining("flushInterval");
    }

    private SpanFile.Builder options() {
        return SpanFile.in(folder).clock(time.clock());
    }

    private Path file() {
        return folder.resolve(SpanFile.NAME);
    }

    private void written(McpCall call, McpReply... replies) {
        try (SpanFile spans = options().open()) {
            for (McpReply reply : replies) {
                spans.callEnded(call, reply, 12_999_999);
            }
        }
    }

    private static void emit(SpanFile spans, int from, int count) {
        names(from, count).forEach(name -> spans.callEnded(Calls.tool(name, "{}"), OK, 1));
    }

    private static List<String> names(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "t" + i).toList();
    }

    private static List<Long> counts(SpanFile spans) {
        return Stream.of("spansEmitted", "spansWritten", "spansDropped", "spansBuffered")
                .map(name -> spans.gauges().get(name).getAsLong())
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
