package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both sides of the transport against each other, through real pipes. */
class FrontProcessTest {

    @Test
    void standardOutput_carriesNothingButProtocol() {
        try (TestContext context = TestContext.create()) {
            StdioBackend backend = StdioBackend.command(FrontProgram.command()).build();
            backend.attach(context.context());
            BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
            session.notified(Calls.notification("notifications/initialized", null));

            List<CompletionStage<McpReply>> calls = Stream.generate(
                            () -> session.call(Calls.tool("chatty", "{}"), new RecordingObserver()))
                    .limit(50)
                    .toList();

            calls.forEach(
                    call -> assertThat(Await.value("answer", call)).asString().contains("said it"));
            assertThat(context.listener().drops(DropReason.NOT_A_MESSAGE)).isZero();
            long begin = System.nanoTime();
            Await.value("closed", session.close(Duration.ofSeconds(10)));
            // It ends by itself when its standard input does.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        }
    }

    /** Handlers that do not block run where the call arrives, which is the thread that reads. */
    @Test
    void handlersThatDoNotBlock_haveAWholeStack() {
        try (TestContext context = TestContext.create()) {
            StdioBackend backend = StdioBackend.command(FrontProgram.command()).build();
            backend.attach(context.context());
            BackendSession session = Await.value("open", backend.open(new RecordingPeer()));

            McpReply reply = Await.value("answer", session.call(Calls.tool("deep", "{}"), new RecordingObserver()));

            assertThat(reply).asString().contains("deep 3000");
            Await.value("closed", session.close(Duration.ofSeconds(10)));
        }
    }

    /** Neither side's bounds are in the way of calls that each take what a request over HTTP may bring, and less. */
    @Test
    void longCallsAtOnce_areAllTakenFromWhoeverReads() {
        try (TestContext context = TestContext.create()) {
            StdioBackend backend = StdioBackend.command(FrontProgram.command()).build();
            backend.attach(context.context());
            BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
            String arguments = "{\"text\":\"" + "x".repeat(150_000) + "\"}";

            List<CompletionStage<McpReply>> calls = Stream.generate(
                            () -> session.call(Calls.tool("chatty", arguments), new RecordingObserver()))
                    .limit(30)
                    .toList();

            assertThat(calls)
                    .allSatisfy(call ->
                            assertThat(Await.value("answer", call)).asString().contains("said it"));
            Await.value("closed", session.close(Duration.ofSeconds(10)));
        }
    }
}
