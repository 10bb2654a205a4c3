package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StdioBackendTest {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final TestContext context = TestContext.create();
    private final ChildLimit children = ChildLimit.of(8);

    @TempDir
    private Path directory;

    @AfterEach
    void stopThreads() {
        Await.until("no child is left", () -> children.running() == 0);
        context.close();
    }

    private StdioBackend attached(StdioBackend.Builder builder) {
        StdioBackend backend = builder.children(children).build();
        backend.attach(context.context());
        return backend;
    }

    private BackendSession open(StdioBackend.Builder builder) {
        return Await.value("open", attached(builder).open(new RecordingPeer()));
    }

    private McpException failure(StdioBackend.Builder builder) {
        CompletionStage<BackendSession> opening = attached(builder).open(new RecordingPeer());
        Throwable failure = Await.failure("not opened", opening);
        assertThat(failure).isInstanceOf(McpException.class);
        return (McpException) failure;
    }

    private static McpReply call(BackendSession session, String tool) {
        return Await.value(tool, session.call(Calls.tool(tool, "{}"), new RecordingObserver()));
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void calls_areAnsweredByAProcessOfTheSessionsOwn() {
        StdioBackend backend = attached(ShellServer.backend());
        BackendSession one = Await.value("open", backend.open(new RecordingPeer()));
        BackendSession two = Await.value("open", backend.open(new RecordingPeer()));

        String first = ((McpReply.Result) call(one, "pid")).json().toString();
        String second = ((McpReply.Result) call(two, "pid")).json().toString();

        assertThat(first).contains("\"pid\":").isNotEqualTo(second);
        assertThat(one.server().initializeResult().toString()).contains("\"name\":\"sh\"");
        assertThat(children.running()).isEqualTo(2);
        Await.value("closed", one.close(GRACE));
        Await.value("closed", two.close(GRACE));
        assertThat(children.running()).isZero();
    }

    @Test
    void unknownCommand_failsWithinASecondAndSaysWhatToDo() {
        long begin = System.nanoTime();

        McpException failure = failure(StdioBackend.command("no-such-mcp-server", "--token", "hush-hush"));

        assertThat(since(begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(failure.failure().reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
        assertThat(failure)
                .hasMessage("Cannot start server 'test': command 'no-such-mcp-server' was not found on PATH;"
                        + " install it or give its full path");
    }

    @Test
    void unknownFile_isNamed() {
        assertThat(failure(StdioBackend.command("./nowhere/server")))
                .hasMessage("Cannot start server 'test': command './nowhere/server' does not exist; correct its path");
    }

    @Test
    void fileThatIsNoProgram_isNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("server"), "hello");

        assertThat(failure(StdioBackend.command(file.toString())))
                .hasMessage("Cannot start server 'test': command '" + file
                        + "' cannot be run; check that it is a program and may be executed");
    }

    @Test
    void unknownDirectory_isNamed() {
        assertThat(failure(ShellServer.backend().cwd(Path.of("/no/such/directory"))))
                .hasMessage("Cannot start server 'test': its working directory /no/such/directory does not exist;"
                        + " change cwd");
    }

    @Test
    void impossibleEnvironment_isNamedWithoutItsValue() {
        assertThat(failure(ShellServer.backend().env(Map.of("A=B", "hush-hush"))))
                .hasMessage("Cannot start server 'test': its env has a name or value that no process can be given;"
                        + " check env");
    }

    @Test
    void emptyCommand_isRefusedAtOnce() {
        assertThatThrownBy(() -> StdioBackend.command().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StdioBackend.command(" ").build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShellServer.backend().maxLine(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxLine must be positive, but is 0");
    }

    @Test
    void commandInItsOwnPath_isFound() throws IOException {
        Path program = directory.resolve("my-own-server");
        Files.writeString(program, "#!/bin/sh\nexec sh " + ShellServer.path() + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        BackendSession session = open(
                StdioBackend.command("my-own-server").env(Map.of("PATH", directory + ":" + System.getenv("PATH"))));

        assertThat(call(session, "pid")).isInstanceOf(McpReply.Result.class);
        Await.value("closed", session.close(GRACE));
    }

    @Test
    void workingDirectoryAndEnvironment_areGivenToTheProcess() {
        McpException failure = failure(StdioBackend.command("sh", "-c", "pwd >&2; echo $COLOUR $HOME >&2; exit 1")
                .cwd(directory)
                .env(Map.of("COLOUR", "red")));

        assertThat(failure)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("red " + System.getenv("HOME"));
    }

    @Test
    void serverThatExitsAtOnce_isToldWithItsStderrWithinASecond() {
        long begin = System.nanoTime();

        McpException failure = failure(StdioBackend.command("sh", "-c", "echo 'missing API key' >&2; exit 7"));

        assertThat(since(begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(failure.failure().reason()).isEqualTo(TrestleError.BACKEND_EXITED);
        assertThat(failure).hasMessage("Server 'test' exited with code 7; last lines of its stderr:\nmissing API key");
    }

    @Test
    @Tag("limit:startTimeout")
    void serverThatNeverAnswers_isStoppedAfterStartTimeout() {
        McpException failure = failure(StdioBackend.command("sleep", "300").startTimeout(Duration.ofMillis(200)));

        assertThat(failure.failure().reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
        Await.until("the process is gone", () -> children.running() == 0);
    }

    @Test
    void gatewayThatCloses_leavesNoProcessThatIsStillStarting() {
        StdioBackend.Builder silent = StdioBackend.command("sleep", "300").children(children);
        McpGateway gateway =
                McpGateway.builder().backend("silent", silent.build()).build();
        CompletionStage<BackendSession> opening =
                gateway.view("silent").orElseThrow().open(new RecordingPeer());
        Await.until("the process runs", () -> children.running() == 1);
        long begin = System.nanoTime();

        Await.value("closed", gateway.close(GRACE));

        Await.until("the process is gone", () -> children.running() == 0);
        assertThat(since(begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(Await.failure("not opened", opening))
                .hasMessageContaining("The session ended before backend 'silent' was ready");
    }

    @Test
    void sessionsOfAnEdgeThatCloses_leaveNoProcessThatIsStillStarting() {
        StdioBackend.Builder silent = StdioBackend.command("sleep", "300").children(children);
        try (McpGateway gateway =
                McpGateway.builder().backend("silent", silent.build()).build()) {
            LegacyClientEra era = new LegacyClientEra(gateway::view, gateway.context(), SessionLimits.DEFAULT);
            CompletionStage<Optional<McpReply.Failure>> opening =
                    era.adopt(era.open("silent", Principal.ANONYMOUS), "2025-11-25");
            Await.until("the process runs", () -> children.running() == 1);

            era.close(GRACE);

            Await.until("the process is gone", () -> children.running() == 0);
            assertThat(Await.value("not opened", opening)).isPresent();
        }
    }

    @Test
    @Tag("limit:maxLine")
    void answerLongerThanMaxLine_failsItsCallAtOnceAndNoOther() {
        BackendSession session = open(ShellServer.backend().maxLine(2_000));
        CompletionStage<McpReply> stalled = session.call(Calls.tool("stall", "{}"), new RecordingObserver());
        for (String tool : List.of("long", "long id last")) {
            McpReply.Failure failure = (McpReply.Failure) call(session, tool);

            assertThat(failure.reason()).isEqualTo(TrestleError.LIMIT_REACHED);
            assertThat(failure.error().message())
                    .matches(
                            "Server 'test' sent a line of 50\\d\\d bytes, which was skipped; the limit is maxLine, 2000");
        }

        assertThat(call(session, "pid")).isInstanceOf(McpReply.Result.class);
        assertThat(stalled.toCompletableFuture()).isNotDone();
        assertThat(context.listener().drops(DropReason.LINE_TOO_LONG)).isEqualTo(2);
        Await.value("closed", session.close(GRACE));
    }

    @Test
    void processesWithoutALimitOfTheirOwn_shareOne() {
        int before = ChildLimit.DEFAULT.running();
        StdioBackend one = ShellServer.backend().build();
        StdioBackend other = ShellServer.backend().build();
        one.attach(context.context());
        other.attach(context.context());
        BackendSession first = Await.value("open", one.open(new RecordingPeer()));
        BackendSession second = Await.value("open", other.open(new RecordingPeer()));

        assertThat(ChildLimit.DEFAULT.running()).isEqualTo(before + 2);
        assertThat(ChildLimit.DEFAULT.max()).isEqualTo(64);
        Await.value("closed", first.close(GRACE));
        Await.value("closed", second.close(GRACE));
        assertThat(ChildLimit.DEFAULT.running()).isEqualTo(before);
    }

    @Test
    void crashInMidCall_failsAllCallsWithinASecond() {
        BackendSession session = open(ShellServer.backend());
        List<CompletionStage<McpReply>> calls = Stream.of("stall", "stall", "crash")
                .map(tool -> session.call(Calls.tool(tool, "{}"), new RecordingObserver()))
                .toList();
        long begin = System.nanoTime();

        for (CompletionStage<McpReply> call : calls) {
            McpReply.Failure failure = (McpReply.Failure) Await.value("failed", call);
            assertThat(failure.reason()).isEqualTo(TrestleError.BACKEND_EXITED);
            assertThat(failure.error().message())
                    .isEqualTo("Server 'test' exited with code 137 (killed by SIGKILL);"
                            + " last lines of its stderr:\nabout to crash");
        }
        assertThat(since(begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(Await.value("ended", session.ended()).reason()).isEqualTo(TrestleError.BACKEND_EXITED);
    }

    @Test
    void noiseBetweenMessages_doesNotDisturbCalls() {
        BackendSession session = open(ShellServer.backend());

        assertThat(call(session, "noise")).isInstanceOf(McpReply.Result.class);
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(1);
        Await.value("closed", session.close(GRACE));
    }

    @Test
    @Tag("limit:maxChildren")
    void oneChildTooMany_isBusyAtOnceAndWelcomeLater() {
        ChildLimit two = ChildLimit.of(2);
        StdioBackend backend = ShellServer.backend().children(two).build();
        backend.attach(context.context());
        BackendSession first = Await.value("open", backend.open(new RecordingPeer()));
        BackendSession second = Await.value("open", backend.open(new RecordingPeer()));

        Throwable refused = Await.failure("refused", backend.open(new RecordingPeer()));

        assertThat(((McpException) refused).failure().reason()).isEqualTo(TrestleError.BUSY);
        assertThat(refused)
                .hasMessage("Cannot start server 'test': all 2 child processes that maxChildren allows are running");
        Await.value("closed", first.close(GRACE));
        BackendSession third = Await.value("open", backend.open(new RecordingPeer()));
        Await.value("closed", second.close(GRACE));
        Await.value("closed", third.close(GRACE));
        assertThat(two.running()).isZero();
    }

    @Test
    void placeOfAFailedStart_isGivenBack() {
        for (int i = 0; i < 20; i++) {
            failure(StdioBackend.command("no-such-mcp-server"));
        }

        assertThat(children.running()).isZero();
    }

    @Test
    void fullHandlerExecutor_isBusy() {
        BackendContext real = context.context();
        StdioBackend backend = ShellServer.backend().children(children).build();
        backend.attach(new BackendContext(
                "test",
                real.callExecutor(),
                task -> {
                    throw new RejectedExecutionException();
                },
                real.scheduler(),
                real.listener()));

        Throwable refused = Await.failure("refused", backend.open(new RecordingPeer()));

        assertThat(((McpException) refused).failure().reason()).isEqualTo(TrestleError.BUSY);
    }
}
