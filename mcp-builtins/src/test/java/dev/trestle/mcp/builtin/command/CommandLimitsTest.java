package dev.trestle.mcp.builtin.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.builtin.command.CommandAttempt.Event;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that do not behave. After each nothing is left. */
@Tag("e2:command-limits")
class CommandLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(1_500);
    private static final String FOR_EVER = "while :; do sleep 1000; done";

    @TempDir
    Path temp;

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(temp);
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            Await.until("nothing is left", () -> bench.processes().isEmpty());
        } finally {
            bench.close();
        }
    }

    private Bench with(String... lines) throws IOException {
        return bench.program("tool", lines);
    }

    private void started(int count) {
        Await.until("started", () -> Files.exists(bench.canary) && lines() >= count);
    }

    private long lines() {
        try {
            return Files.readAllLines(bench.canary).size();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("limit:timeout")
    void commandThatSleepsForEver_isEnded() throws IOException {
        with("echo begun", FOR_EVER).start(options -> options.allow("tool").timeout(SHORT));
        Json result = bench.result("command_run", Bench.argv("tool"));
        assertThat(result.at("/isError").bool()).isTrue();
        assertThat(result.at("/structuredContent/timedOut").bool()).isTrue();
        assertThat(result.at("/structuredContent/ended").text()).isEqualTo("timeout");
        assertThat(result.at("/structuredContent/stdout").text()).isEqualTo("begun\n");
        assertThat(result.at("/structuredContent/durationMs").integer()).isGreaterThanOrEqualTo(SHORT.toMillis());
        assertThat(bench.processes()).isEmpty();
        assertThat(bench.attempts.get(1).detail()).isEqualTo("timeout");
    }

    @Test
    void shorterTimeoutOfTheCall_holds() throws IOException {
        with(FOR_EVER).start(options -> options.allow("tool"));
        Json result = bench.result("command_run", "{\"argv\":[\"tool\"],\"timeout\":0.5}");
        assertThat(result.at("/structuredContent/timedOut").bool()).isTrue();
    }

    @Test
    void commandThatIgnoresTerm_isKilled() throws IOException {
        with("trap '' TERM HUP INT", "echo ready", FOR_EVER)
                .start(options -> options.allow("tool").timeout(SHORT));
        Json told = bench.run("tool");
        assertThat(told.at("/stdout").text()).isEqualTo("ready\n");
        assertThat(told.at("/exitCode").integer()).isEqualTo(128 + 9);
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void commandThatListensToTerm_mayTidyUp() throws IOException {
        with("trap 'echo tidy; exit 5' TERM", "sleep 1000 & wait")
                .start(options -> options.allow("tool").timeout(SHORT));
        Json told = bench.run("tool");
        assertThat(told.at("/stdout").text()).isEqualTo("tidy\n");
        assertThat(told.at("/exitCode").integer()).isEqualTo(5);
    }

    @Test
    void childrenAndTheirs_areEndedToo() throws IOException {
        with(
                        "(trap '' TERM; (trap '' TERM; echo x >> " + bench.canary + "; " + FOR_EVER + ") & " + FOR_EVER
                                + ") &",
                        "echo x >> " + bench.canary,
                        FOR_EVER)
                .start(options -> options.allow("tool").timeout(SHORT));
        CompletionStage<McpReply> reply = bench.begin("command_run", Bench.argv("tool"), new Cancellation());
        started(2);
        assertThat(bench.processes()).hasSizeGreaterThanOrEqualTo(3);
        Await.value("run", reply);
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void grandchildThatHoldsThePipe_isEndedWithTheCommand() throws IOException {
        with("sleep 1000 &", "echo done").start(options -> options.allow("tool"));
        Json told = bench.run("tool");
        assertThat(told.at("/stdout").text()).isEqualTo("done\n");
        assertThat(told.at("/ended").text()).isEqualTo("exited");
        assertThat(told.at("/durationMs").integer()).isLessThan(20_000);
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void daemonWithASessionOfItsOwn_isFound() throws IOException {
        with(
                        "(setsid sh -c 'echo x >> " + bench.canary + "; exec sleep 1000' </dev/null >/dev/null 2>&1 &)",
                        "echo done")
                .start(options -> options.allow("tool"));
        assertThat(bench.run("tool").at("/stdout").text()).isEqualTo("done\n");
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void grandchildThatFloodsAfterTheEnd_isEnded() throws IOException {
        with("(trap '' PIPE; while :; do echo flood; done) &", "exit 0")
                .start(options -> options.allow("tool").maxOutput(1_000));
        assertThat(bench.run("tool").at("/exitCode").integer()).isZero();
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    @Tag("limit:maxOutput")
    void floodOnBothStreams_isCutAndTold() throws IOException {
        with(
                        "(head -c 30000000 /dev/zero | tr '\\0' 'e' >&2) &",
                        "head -c 30000000 /dev/zero | tr '\\0' 'o'",
                        "wait",
                        "exit 4")
                .start(options -> options.allow("tool").maxOutput(10_000));
        long before = used();
        Json told = bench.run("tool");
        assertThat(told.at("/stdout").text()).isEqualTo("o".repeat(10_000));
        assertThat(told.at("/stderr").text()).isEqualTo("e".repeat(10_000));
        assertThat(told.at("/truncated").bool()).isTrue();
        assertThat(told.at("/exitCode").integer()).as("it went on to its end").isEqualTo(4);
        assertThat(used() - before).as("bytes kept").isLessThan(20_000_000);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void outputThatIsCutInACharacter_losesThatCharacter() throws IOException {
        with("printf 'aé日😀'").start(options -> options.allow("tool").maxOutput(8));
        Json told = bench.run("tool");
        assertThat(told.at("/stdout").text()).isEqualTo("aé日");
        assertThat(told.at("/truncated").bool()).isTrue();
    }

    @Test
    void commandThatClosesItsOutput_isAwaited() throws IOException {
        with("echo x >> " + bench.canary, "exec >&- 2>&-", "sleep 1", "exit 6").start(options -> options.allow("tool"));
        Json told = bench.run("tool");
        assertThat(told.at("/exitCode").integer()).isEqualTo(6);
        assertThat(told.at("/durationMs").integer()).isGreaterThanOrEqualTo(900);
    }

    @Test
    @Tag("limit:maxProcesses")
    void commandThatBecomesTooMany_isEnded() throws IOException {
        with("for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done", "wait")
                .start(options -> options.allow("tool").maxProcesses(5));
        Json result = bench.result("command_run", Bench.argv("tool"));
        assertThat(result.at("/structuredContent/ended").text()).isEqualTo("too_many_processes");
        assertThat(result.at("/isError").bool()).isTrue();
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void processesUpToTheLimit_areFine() throws IOException {
        with("for i in 1 2 3 4; do sleep 1 & done", "wait", "echo all")
                .start(options -> options.allow("tool").maxProcesses(4));
        assertThat(bench.run("tool").at("/stdout").text()).isEqualTo("all\n");
    }

    @Test
    void forksWithoutEnd_areEnded() throws IOException {
        // Bounded by itself too, so that a defect here does not take the machine down.
        with("n=${1:-0}", "[ \"$n\" -ge 8 ] && exec sleep 1000", "\"$0\" $((n+1)) & \"$0\" $((n+1)) & wait")
                .start(options -> options.allow("tool").maxProcesses(20));
        assertThat(bench.run("tool").at("/ended").text()).isEqualTo("too_many_processes");
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    @Tag("limit:maxConcurrent")
    void oneTooManyAtOnce_isBusy() throws IOException {
        with("echo x >> " + bench.canary, FOR_EVER)
                .start(options -> options.allow("tool").maxConcurrent(2));
        Cancellation cancellation = new Cancellation();
        for (int i = 0; i < 2; i++) {
            var unused = bench.begin("command_run", Bench.argv("tool"), cancellation);
        }
        started(2);
        McpReply refused = bench.reply("command_run", Bench.argv("tool"));
        assertThat(((McpReply.Failure) refused).error().message()).contains("maxConcurrent");
        assertThat(((McpReply.Failure) refused).error().json().toString()).contains("\"busy\"");
        assertThat(bench.result("command_dry_run", Bench.argv("tool"))
                        .at("/structuredContent/allowed")
                        .bool())
                .as("who only looks needs no place")
                .isTrue();
        cancellation.cancel("enough");
        Await.until(
                "both are over",
                () -> bench.events().stream().filter(Event.EXECUTED::equals).count() == 2);
        assertThat(bench.events()).contains(Event.FAILED);
        Await.until("their places are free", () -> {
            Cancellation again = new Cancellation();
            bench.begin("command_run", Bench.argv("tool"), again);
            long before = bench.events().stream().filter(Event.STARTED::equals).count();
            again.cancel("seen");
            return before > 2;
        });
    }

    @Test
    void cancelledCall_endsItsTreeAtOnce() throws IOException {
        with("trap '' TERM", "sleep 1000 &", "echo x >> " + bench.canary, FOR_EVER)
                .start(options -> options.allow("tool"));
        Cancellation cancellation = new Cancellation();
        CompletionStage<McpReply> reply = bench.begin("command_run", Bench.argv("tool"), cancellation);
        started(1);
        cancellation.cancel("not needed");
        assertThat(Await.value("reply", reply)).isInstanceOf(McpReply.Failure.class);
        Await.until("nothing is left", () -> bench.processes().isEmpty());
        Await.until("it is told", () -> bench.events().contains(Event.EXECUTED));
        assertThat(bench.attempts.get(1).detail()).isEqualTo("cancelled");
    }

    @Test
    void sessionThatIsClosed_takesItsCommandsWithIt() throws IOException {
        with("trap '' TERM", "echo x >> " + bench.canary, FOR_EVER).start(options -> options.allow("tool"));
        bench.begin("command_run", Bench.argv("tool"), new Cancellation());
        started(1);
        Await.value("closed", bench.session().close(Duration.ofSeconds(30)));
        assertThat(bench.processes()).isEmpty();
    }

    @Test
    void close_endsAllBeforeItReturns() throws IOException {
        with(
                        "trap '' TERM",
                        "(setsid sh -c 'trap \"\" TERM; echo x >> " + bench.canary + "; exec sleep 1000' &)",
                        FOR_EVER)
                .start(options -> options.allow("tool"));
        CompletionStage<McpReply> reply = bench.begin("command_run", Bench.argv("tool"), new Cancellation());
        bench.begin("command_run", Bench.argv("tool"), new Cancellation());
        started(2);
        bench.commands().close();
        assertThat(bench.processes()).isEmpty();
        assertThat(Await.value("reply", reply)).isInstanceOf(McpReply.Result.class);
        McpReply late = bench.reply("command_run", Bench.argv("tool"));
        assertThat(((McpReply.Failure) late).error().message()).contains("the gateway stops");
    }
}
