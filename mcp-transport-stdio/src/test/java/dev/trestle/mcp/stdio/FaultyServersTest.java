package dev.trestle.mcp.stdio;

import static dev.trestle.mcp.testkit.assertions.McpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Allowance;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.LeakOracle;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.program.Fault;
import dev.trestle.mcp.testkit.program.MisbehavingServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real children with each fault that the kit's program has. Whatever a child does, calls pass or fail soon, the other child
 * answers as if nothing had happened, and no process, thread or descriptor is left.
 */
class FaultyServersTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final TestContext context = TestContext.create();
    private final ChildLimit children = ChildLimit.of(2);
    private final RecordingObserver observer = new RecordingObserver();
    private final RecordingPeer peer = new RecordingPeer();

    private BackendSession healthy;
    private LeakOracle oracle;

    @BeforeEach
    void openAnother() {
        healthy = open(ShellServer.backend());
        Await.value("warm", healthy.call(Calls.tool("pid", "{}"), observer));
        oracle = LeakOracle.start(
                Map.of("descriptors", FaultyServersTest::descriptors),
                Allowance.NONE.poolThreads("testkit-calls-.*").growth("descriptors", 2));
    }

    @AfterEach
    void nothingIsLeftAndTheOtherIsWell() {
        assertThat(Await.value("the other", SOON, healthy.call(Calls.tool("pid", "{}"), observer)))
                .isResult();
        Await.until("the faulty child's place is given back", () -> children.running() == 1);
        oracle.assertNothingLeft();
        Await.value("closed", healthy.close(SOON));
        context.close();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BackendSession open(StdioBackend.Builder builder) {
        StdioBackend backend =
                builder.children(children).stopGrace(Duration.ofMillis(300)).build();
        backend.attach(context.context());
        return Await.value("open", backend.open(peer));
    }

    private BackendSession open(Fault fault) {
        return open(StdioBackend.command(MisbehavingServer.command(fault)));
    }

    private CompletionStage<McpReply> start(BackendSession session, String text) {
        return session.call(Calls.toolWithProgress("echo", "{\"text\":\"" + text + "\"}", "1"), observer);
    }

    /** Two calls, one after the other, are answered as they should. */
    private void passes(Fault fault) {
        BackendSession session = open(fault);
        assertThat(Await.value("first", start(session, "one"))).hasText("one");
        assertThat(Await.value("second", start(session, "two"))).hasText("two");
        close(session);
    }

    /** Both calls fail soon with this message, and so does the session. */
    private void endsTheSession(Fault fault, TrestleError reason, String message) {
        BackendSession session = open(fault);
        CompletionStage<McpReply> first = start(session, "one");
        CompletionStage<McpReply> second = start(session, "two");
        McpReply reply = Await.value("first", SOON, first);

        assertThat(reply).isFailure(reason);
        assertThat(((McpReply.Failure) reply).error().message()).startsWith(message);
        assertThat(Await.value("second", SOON, second)).isFailure(reason);
        assertThat(Await.value("the end", SOON, session.ended()).reason()).isEqualTo(reason);
        close(session);
    }

    /** The call waits for its deadline, which is not the backend's, and can be given up. */
    private void neverEndsTheCall(Fault fault, Map<DropReason, Integer> dropped) {
        BackendSession session = open(fault);
        Cancellation cancellation = new Cancellation();
        McpCall call = Calls.builder("tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"t\"}}")
                .cancellation(cancellation)
                .build();
        CompletionStage<McpReply> reply = session.call(call, observer);
        dropped.forEach((reason, times) -> Await.until(
                reason + " " + times + " times", () -> context.listener().drops(reason) == times));
        Await.stays(
                "the call waits",
                Duration.ofMillis(300),
                () -> !reply.toCompletableFuture().isDone());
        cancellation.cancel("too long");

        assertThat(Await.value("reply", SOON, reply)).isFailure(TrestleError.CANCELLED);
        close(session);
    }

    private static void close(BackendSession session) {
        Await.value("closed", SOON, session.close(SOON));
    }

    @Test
    void slowStart_isWaitedFor() {
        passes(Fault.SLOW_START);
    }

    @Test
    void wordsBeforeTheHandshake_doNotDisturbIt() {
        passes(Fault.SPEAKS_FIRST);
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(1);
    }

    @Test
    void byteOrderMark_isPassedOver() {
        passes(Fault.BYTE_ORDER_MARK);
    }

    @Test
    void windowsLineEnds_areLineEnds() {
        passes(Fault.CRLF);
    }

    @Test
    void floodOnStderr_holdsNobodyUp() {
        passes(Fault.FLOODS_STDERR);
    }

    @Test
    void linesInPieces_areLines() {
        passes(Fault.DRIBBLES);
    }

    @Test
    void silence_isForTheDeadlineToEnd() {
        neverEndsTheCall(Fault.NEVER_ANSWERS, Map.of());
    }

    @Test
    void halfAReply_isNoReply() {
        neverEndsTheCall(Fault.ANSWERS_HALF, Map.of(DropReason.NOT_A_MESSAGE, 1));
    }

    @Test
    void repliesInReverse_areToldApart() {
        BackendSession session = open(Fault.ANSWERS_IN_REVERSE);
        CompletionStage<McpReply> first = start(session, "one");
        CompletionStage<McpReply> second = start(session, "two");

        assertThat(Await.value("first", first)).hasText("one");
        assertThat(Await.value("second", second)).hasText("two");
        close(session);
    }

    @Test
    void secondReply_isDropped() {
        passes(Fault.ANSWERS_TWICE);
        assertThat(context.listener().drops(DropReason.LATE_REPLY)).isEqualTo(2);
    }

    @Test
    void replyToNobody_isDropped() {
        passes(Fault.ANSWERS_UNKNOWN_IDS);
        assertThat(context.listener().drops(DropReason.UNKNOWN_REPLY)).isEqualTo(4);
    }

    @Test
    void idOfAnotherType_isAnotherId() {
        passes(Fault.ANSWERS_WITH_ID_AS_STRING);
        assertThat(context.listener().drops(DropReason.UNKNOWN_REPLY)).isEqualTo(2);
    }

    @Test
    void replyWithNothingInIt_isNoReply() {
        passes(Fault.ANSWERS_WITH_NOTHING);
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(2);
    }

    @Test
    void progressAfterTheReply_isDropped() {
        passes(Fault.SPEAKS_AFTER_REPLY);
        Await.until("both are dropped", () -> context.listener().drops(DropReason.STRAY_PROGRESS) == 2);
        assertThat(observer.all()).isEmpty();
    }

    @Test
    void garbage_isPassedOver() {
        passes(Fault.WRITES_GARBAGE);
        assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isEqualTo(2);
    }

    @Test
    void hugeLine_failsTheCallThatItAnswers() {
        BackendSession session = open(Fault.WRITES_HUGE_LINE);
        assertThat(Await.value("reply", start(session, "t"))).isFailure(TrestleError.LIMIT_REACHED);
        assertThat(context.listener().drops(DropReason.LINE_TOO_LONG)).isEqualTo(1);
        close(session);
    }

    @Test
    void invalidUtf8_isNoReply() {
        neverEndsTheCall(Fault.WRITES_INVALID_UTF8, Map.of(DropReason.NOT_A_MESSAGE, 1));
    }

    @Test
    void questionsDuringACall_areAnswered() {
        BackendSession session = open(Fault.ASKS_FIRST);
        CallObserver user = new CallObserver() {
            @Override
            public void notified(Notification notification) {}

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                return CompletableFuture.completedFuture(
                        request.method().equals("no/such/question")
                                ? new InputAnswer.Failure(JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "no"))
                                : new InputAnswer.Result(JsonSlice.of("{}")));
            }
        };
        CompletionStage<McpReply> reply = session.call(Calls.tool("echo", "{\"text\":\"t\"}"), user);

        assertThat(Await.value("reply", reply)).hasText("4 results, 1 errors");
        close(session);
    }

    @Test
    void closedStdout_endsTheSession() {
        endsTheSession(Fault.CLOSES_STDOUT, TrestleError.BACKEND_EXITED, "Server 'test' exited with code 0");
    }

    @Test
    void exitWithZero_endsTheSession() {
        endsTheSession(Fault.EXITS_0, TrestleError.BACKEND_EXITED, "Server 'test' exited with code 0");
    }

    @Test
    void exitWithOne_endsTheSession() {
        endsTheSession(Fault.EXITS_1, TrestleError.BACKEND_EXITED, "Server 'test' exited with code 1");
    }

    @Test
    void exitAsIfKilled_endsTheSession() {
        endsTheSession(Fault.EXITS_137, TrestleError.BACKEND_EXITED, "Server 'test' exited with code 137");
    }

    @Test
    void exitInMidLine_endsTheSession() {
        endsTheSession(Fault.EXITS_IN_MID_LINE, TrestleError.BACKEND_EXITED, "Server 'test' exited with code 1");
    }

    @Test
    void childThatReadsNoMore_isBusyOnceThePipeIsFull() {
        BackendSession session = open(StdioBackend.command(MisbehavingServer.command(Fault.STOPS_READING))
                .stdinQueue(1 << 20));
        CompletionStage<McpReply> unanswered = start(session, "the last that it reads");
        String big = "x".repeat(100_000);
        // Far more than may wait, since the child reads on for as long as its machine is slow to let it stop.
        CompletableFuture<McpReply> first = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            start(session, big).thenAccept(first::complete);
        }

        assertThat(Await.value("the first refusal", SOON, first)).isFailure(TrestleError.BUSY);
        assertThat(unanswered.toCompletableFuture()).isNotDone();
        close(session);
        assertThat(Await.value("the end of the call", SOON, unanswered)).isFailure(TrestleError.SESSION_ENDED);
    }

    @Test
    void childThatIgnoresTerm_isKilled() {
        passes(Fault.IGNORES_TERM);
    }

    @Test
    void childrenOfTheChild_endWithIt() {
        passes(Fault.FORKS);
    }

    @Test
    void everyFault_isTriedHere() throws IOException {
        String tests = Files.readString(Path.of("src/test/java/dev/trestle/mcp/stdio/FaultyServersTest.java"));

        assertThat(Fault.values())
                .allSatisfy(fault -> assertThat(tests).containsPattern("Fault\\." + fault.name() + "[,)]"));
    }
}
