package dev.trestle.mcp.telemetry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final McpReply OK = new McpReply.Result(JsonSlice.of("{\"content\":[\"RESULT-SECRET\"]}"));
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final ManualScheduler time = new ManualScheduler();

    @Test
    @Tag("e2:audit")
    void refusalsFailuresAndSessions_areRemembered_successIsNot() throws IOException {
        try (AuditLog log = options().open()) {
            log.sessionOpened(Calls.SESSION, "demo");
            log.callEnded(Calls.tool("add", "{\"a\":\"SECRET\"}"), OK, 1);
            log.callEnded(Calls.tool("add", "{\"a\":\"SECRET\"}"), TrestleError.BUSY.failure("SECRET"), 1);
            log.callEnded(Calls.call("tools/list"), TrestleError.BUSY.failure("SECRET"), 1);
            log.callEnded(Calls.call("tools/list"), TrestleError.TIMEOUT.failure("SECRET"), 1);
            log.callEnded(Calls.tool("add", "{}"), TrestleError.BUSY.toolFailure("SECRET", Map.of()), 1);
            log.callEnded(Calls.tool("add", "{}"), new McpReply.Result(JsonSlice.of("{\"isError\":true}")), 1);
            log.callEnded(Calls.tool("add", "{}"), TrestleError.TIMEOUT.failure("SECRET"), 1);
            log.callEnded(Calls.tool("add", "{}"), new McpReply.Failure(JsonRpcError.of(-32602, "SECRET")), 1);
            log.record(new AuditEvent("approval_granted", "bob", "add", Map.of("uses", "3")));
            log.sessionClosed(Calls.SESSION, "demo");
        }
        assertThat(Files.readString(file())).doesNotContain("SECRET");
        assertThat(events())
                .extracting(event -> event.at("/type").text())
                .containsExactly(
                        "session_opened",
                        "busy",
                        "busy",
                        "busy",
                        "tool_failure",
                        "tool_failure",
                        "tool_failure",
                        "approval_granted",
                        "session_closed");
        assertThat(events().get(1).at("/target").text()).isEqualTo("add");
        assertThat(events().get(1).at("/principal").text()).isEqualTo("anonymous");
        assertThat(events().get(1).at("/details/method").text()).isEqualTo("tools/call");
        assertThat(events().get(1).at("/ts").integer()).isEqualTo(time.clock().millis());
        assertThat(events().get(6).at("/details/code").text()).isEqualTo("-32602");
        assertThat(events().get(7).at("/details/uses").text()).isEqualTo("3");
        assertThat(events().get(0).has("/prev")).isFalse();
    }

    @Test
    @Tag("e2:audit")
    void sixteenWriters_overRotations_loseNothingAndKeepTheChain() throws IOException {
        try (AuditLog log = options()
                .chain(true)
                .rotate(20_000, Duration.ofDays(1))
                .keep(200)
                .open()) {
            say(log, 16, 500);
            assertThat(log.flush(SOON)).isTrue();
            assertThat(log.lost()).isZero();
        }
        assertThat(AuditLog.verify(file())).isEmpty();
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.toList();
            assertThat(found).hasSizeGreaterThan(10);
            assertThat(found)
                    .filteredOn(file -> !file.equals(file()))
                    .allMatch(file -> file.toString().endsWith(".gz"));
            for (Path file : found) {
                read(file)
                        .lines()
                        .map(Json::parse)
                        .forEach(event -> all.add(event.at("/target").text()));
            }
        }
        assertThat(all).hasSize(8_000).doesNotHaveDuplicates();
    }

    @Test
    @Tag("limit:keep")
    void oldFiles_areKeptUpToANumber() throws IOException {
        try (AuditLog log = options().rotate(500, Duration.ofDays(1)).keep(2).open()) {
            for (int i = 0; i < 30; i++) {
                log.record(event("e" + i));
                log.flush(SOON);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1.gz", "audit.jsonl.2.gz");
        }
    }

    @Test
    @Tag("limit:maxFile")
    void file_isReplacedBeforeItIsTooLarge() throws IOException {
        try (AuditLog log = options().rotate(1_000, Duration.ofDays(1)).open()) {
            for (int i = 0; i < 40; i++) {
                log.record(event("e" + i));
                assertThat(log.flush(SOON)).isTrue();
            }
        }
        assertThat(Files.size(file())).isBetween(1L, 1_000L);
        String newest = read(folder.resolve("audit.jsonl.1.gz"));
        assertThat(newest.length()).isBetween(800, 1_000);
        assertThat(newest).endsWith("}\n");
    }

    @Test
    @Tag("limit:maxAge")
    void file_isReplacedWhenItIsOld() throws IOException {
        try (AuditLog log = options().rotate(1_000_000, Duration.ofHours(1)).open()) {
            log.record(event("first"));
            log.flush(SOON);
            time.advance(Duration.ofMinutes(59));
            log.record(event("second"));
            log.flush(SOON);
            assertThat(events()).hasSize(2);

            time.advance(Duration.ofMinutes(2));
            log.record(event("third"));
            log.flush(SOON);
        }
        assertThat(events()).hasSize(1);
        assertThat(read(folder.resolve("audit.jsonl.1.gz")).lines()).hasSize(2);
    }

    @Test
    @Tag("e2:audit")
    void restart_goesOnWithTheChain_alsoAfterHalfALine() throws IOException {
        for (int round = 0; round < 3; round++) {
            try (AuditLog log = options().chain(true).open()) {
                log.record(event("a"));
                log.record(event("b"));
            }
            Files.writeString(file(), "{\"ts\":1,\"type\":\"cut o", StandardOpenOption.APPEND);
        }
        try (AuditLog log = options().chain(true).open()) {
            log.record(event("c"));
        }
        assertThat(events()).hasSize(7);
        assertThat(events().get(0).at("/prev").text()).isEqualTo("0".repeat(64));
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    void restartRightAfterARotation_goesOnWithTheChain() throws IOException {
        try (AuditLog log = options().chain(true).open()) {
            log.record(event("a"));
        }
        Files.move(file(), folder.resolve("audit.jsonl.1"));
        try (AuditLog log = options().chain(true).open()) {
            log.record(event("b"));
        }
        assertThat(AuditLog.verify(file())).isEmpty();
        Files.delete(folder.resolve("audit.jsonl.1"));
        assertThat(AuditLog.verify(file())).as("older files may be gone").isEmpty();
    }

    @Test
    @Tag("e2:audit")
    void changedRemovedOrAddedLine_isFound() throws IOException {
        try (AuditLog log = options().chain(true).open()) {
            for (int i = 0; i < 10; i++) {
                log.record(event("e" + i));
            }
        }
        List<String> lines = Files.readAllLines(file());

        List<String> changed = new ArrayList<>(lines);
        changed.set(3, lines.get(3).replace("e3", "x3"));
        assertThat(broken(changed)).isEqualTo(5);

        List<String> removed = new ArrayList<>(lines);
        removed.remove(3);
        assertThat(broken(removed)).isEqualTo(4);

        List<String> added = new ArrayList<>(lines);
        added.add(3, lines.get(2));
        assertThat(broken(added)).isEqualTo(4);

        List<String> swapped = new ArrayList<>(lines);
        swapped.set(3, lines.get(4));
        swapped.set(4, lines.get(3));
        assertThat(broken(swapped)).isEqualTo(4);

        List<String> foreign = new ArrayList<>(lines);
        foreign.set(0, "{\"type\":\"x\"}");
        assertThat(broken(foreign)).isEqualTo(1);
    }

    private long broken(List<String> lines) throws IOException {
        Files.write(file(), lines);
        return AuditLog.verify(file()).orElseThrow().line();
    }

    @Test
    void writeThatFailed_isTriedAgainWithTheSameHash() throws IOException {
        Files.createDirectories(file());
        try (AuditLog log = options().chain(true).open()) {
            say(log, 4, 50);
            assertThat(log.flush(Duration.ofMillis(300))).isFalse();
            Files.delete(file());
            assertThat(log.flush(SOON)).isTrue();
            say(log, 1, 1);
        }
        assertThat(events()).hasSize(201);
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    @Tag("limit:queue")
    @Tag("limit:maxWait")
    void fullQueue_isWaitedForOnce_thenEventsAreLostAndCounted() {
        CountDownLatch hold = new CountDownLatch(1);
        AuditLog log = options().queue(5, Duration.ofMillis(400)).open(lines -> {
            awaited(hold);
            return lines.size();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(log.record(event("e"))).isTrue();
        }
        long start = System.nanoTime();
        assertThat(log.record(event("waits"))).isFalse();
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(390).toNanos());
        long second = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(log.record(event("does not"))).isFalse();
        }
        assertThat(System.nanoTime() - second).isLessThan(Duration.ofSeconds(20).toNanos());
        assertThat(log.lost()).isEqualTo(101);
        hold.countDown();
        assertThat(log.flush(SOON)).isTrue();
        assertThat(log.record(event("again"))).isTrue();
        log.close();
        assertThat(log.lost()).isEqualTo(101);
    }

    @Test
    void roomThatComesInTime_isUsed() {
        CountDownLatch hold = new CountDownLatch(1);
        try (AuditLog log = options().queue(1, SOON).open(lines -> {
            awaited(hold);
            return lines.size();
        })) {
            assertThat(log.record(event("first"))).isTrue();
            Thread release = new Thread(hold::countDown);
            release.start();
            assertThat(log.record(event("second"))).isTrue();
        }
    }

    @Test
    void anomaly_isRememberedToo() throws IOException {
        AnomalyDetector detector = AnomalyDetector.builder().clock(time.clock()).build();
        try (AuditLog log = options().anomalies(detector).open()) {
            for (int i = 0; i < 12; i++) {
                log.record(new AuditEvent("rate_limited", "ann", "add" + i, Map.of()));
            }
        }
        assertThat(events())
                .filteredOn(event -> event.at("/type").text().equals("anomaly"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/principal").text()).isEqualTo("ann");
                    assertThat(event.at("/details/of").text()).isEqualTo("rate_limited");
                    assertThat(event.at("/details/count").text()).isEqualTo("11");
                    assertThat(event.at("/details/threshold").text()).isEqualTo("10");
                });
    }

    @Test
    @Tag("e2:telemetry-redaction")
    void secretInAnEvent_isTakenOut() throws IOException {
        String token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        try (AuditLog log =
                options().chain(true).redactor(Redactor.builder().build()).open()) {
            log.record(new AuditEvent("command_executed", "ann", token, Map.of("argument", token)));
        }
        assertThat(file()).content().doesNotContain(token).contains("[REDACTED:");
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    void eventThatIsTooLarge_isCutOrRefused() {
        assertThat(new AuditEvent("t", "p".repeat(9_000), null, Map.of()).principal())
                .hasSize(256);
        Map<String, String> many = new java.util.HashMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("k" + i, "v");
        }
        assertThatThrownBy(() -> new AuditEvent("t", "p", null, many)).hasMessageContaining("16");
    }

    private static void say(AuditLog log, int writers, int each) {
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    log.record(event(number + "-" + i));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static AuditEvent event(String target) {
        return new AuditEvent("rate_limited", "ann", target, Map.of());
    }

    private AuditLog.Builder options() {
        return AuditLog.to(file()).clock(time.clock());
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private List<Json> events() throws IOException {
        return Files.readAllLines(file()).stream().map(Json::parse).toList();
    }

    private static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
