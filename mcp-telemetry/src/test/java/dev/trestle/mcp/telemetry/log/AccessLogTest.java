package dev.trestle.mcp.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    private static final McpReply OK = new McpReply.Result(JsonSlice.of("{\"content\":[\"RESULT-SECRET\"]}"));

    private final ManualScheduler time = new ManualScheduler();

    @Test
    @Tag("e2:access-log")
    void line_saysWhoCalledWhatAndHowItEnded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.to(out).clock(time.clock()).open()) {
            log.callEnded(
                    Calls.builder("tools/call", "{\"name\":\"add\",\"arguments\":{\"a\":\"SECRET\"}}")
                            .principal(new Principal("ann", true))
                            .session(new SessionKey("0123456789abcdef"))
                            .view("demo")
                            .build(),
                    OK,
                    12_900_000);
            log.callEnded(
                    Calls.builder("tools/list", null).session(null).view("demo").build(),
                    TrestleError.BUSY.failure("MESSAGE-SECRET"),
                    1);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                2026-01-01T00:00:00Z ann 0123456789ab demo tools/call add ok 12ms
                2026-01-01T00:00:00Z anonymous - demo tools/list - busy 0ms
                """);
    }

    @Test
    @Tag("e2:telemetry-redaction")
    void secretInTheNameOfATool_isTakenOut() {
        String token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log =
                AccessLog.to(out).redactor(Redactor.builder().build()).open()) {
            log.callEnded(Calls.tool(token, "{}"), OK, 1);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain(token).contains("[REDACTED:");
    }

    @Test
    void nameOfAClient_cannotMakeLinesOrWords() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.to(out).open()) {
            log.callEnded(Calls.tool("a\n2026 b\u2028\u001b[31m\u202e", "{}"), OK, 1);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).strip().split("\\s"))
                .hasSize(8)
                .contains("a_2026_b__[31m_");
    }

    @Test
    void file_getsLinesWithinASecondOrSo_andIsRotated(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("logs/access.log");
        try (AccessLog log =
                AccessLog.to(file).rotate(200, Duration.ofDays(1)).keep(1).open()) {
            for (int i = 0; i < 5; i++) {
                long number = i + 1L;
                log.callEnded(Calls.tool("add" + i, "{}"), OK, 1);
                Await.until(
                        "it is written",
                        () -> log.gauges().get("accessLinesWritten").getAsLong() == number);
            }
        }
        assertThat(Files.readString(file)).contains(" add4 ok ");
        assertThat(Files.size(folder.resolve("logs/access.log.1"))).isLessThanOrEqualTo(200);
        assertThat(folder.resolve("logs/access.log.2")).doesNotExist();
    }

    @Test
    @Tag("limit:maxFile")
    void file_isReplacedBeforeItIsTooLarge(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        try (AccessLog log =
                AccessLog.to(file).rotate(500, Duration.ofDays(1)).keep(100).open()) {
            for (int i = 0; i < 20; i++) {
                say(log, "add" + i, i + 1L);
            }
        }
        long lines = 0;
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.toList();
            assertThat(found).hasSizeGreaterThan(2);
            for (Path one : found) {
                assertThat(Files.size(one)).isBetween(1L, 500L);
                lines += Files.readAllLines(one).size();
            }
        }
        assertThat(lines).isEqualTo(20);
    }

    @Test
    @Tag("limit:maxAge")
    void file_isReplacedWhenItIsOld(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        try (AccessLog log = AccessLog.to(file)
                .clock(time.clock())
                .rotate(1_000_000, Duration.ofHours(1))
                .open()) {
            say(log, "first", 1);
            time.advance(Duration.ofMinutes(59));
            say(log, "second", 2);
            assertThat(Files.readAllLines(file)).hasSize(2);
            time.advance(Duration.ofMinutes(2));
            say(log, "third", 3);
        }
        assertThat(Files.readAllLines(file)).singleElement().asString().contains(" third ok ");
        assertThat(Files.readAllLines(folder.resolve("access.log.1"))).hasSize(2);
    }

    private static void say(AccessLog log, String tool, long number) {
        log.callEnded(Calls.tool(tool, "{}"), OK, 1);
        Await.until(
                "it is written", () -> log.gauges().get("accessLinesWritten").getAsLong() == number);
    }

    @Test
    @Tag("limit:buffer")
    void linesWithoutRoom_areLostAndCounted() {
        try (AccessLog log = AccessLog.to(new ByteArrayOutputStream()).buffer(1).open()) {
            for (int i = 0; i < 1_000; i++) {
                log.callEnded(Calls.tool("add", "{}"), OK, 1);
            }
            Await.until(
                    "each is written or lost",
                    () -> log.gauges().values().stream()
                                    .mapToLong(LongSupplier::getAsLong)
                                    .sum()
                            == 1_000);
        }
    }
}
