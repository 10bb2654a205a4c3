package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingObserver;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * The rules of a {@link BackendSession} whose server may end by itself, in the middle of calls: a process, a peer on a wire.
 * The server has the tool {@code die} of the {@link dev.trestle.mcp.testkit.fake.ContractTools} as well.
 */
public abstract class MortalSessionContract extends BackendSessionContract {

    /** For subclasses. */
    protected MortalSessionContract() {}

    @Test
    void mortal01_deathMidCall_failsAllRunningCalls() {
        CompletionStage<McpReply> bystander = start(tool("stall", "{}").build(), new RecordingObserver());
        CompletionStage<McpReply> asking =
                start(tool("ask", "{\"message\":\"still there?\"}").build(), new RecordingObserver());
        CompletionStage<McpReply> victim = die();

        for (CompletionStage<McpReply> call : List.of(victim, bystander, asking)) {
            assertThat(failureOf(Await.value("a running call ends", patience(), call))
                            .message())
                    .isNotBlank();
        }
    }

    @Test
    void mortal02_death_isToldOnce() {
        CompletionStage<McpReply.Failure> ended = backend().ended();
        assertThat(textOf(reply(echo("alive")))).isEqualTo("alive");
        assertThat(ended.toCompletableFuture()).isNotDone();
        CompletionStage<McpReply> victim = die();

        assertThat(Await.value("the end is told", patience(), ended).error().message())
                .isNotBlank();
        Await.value("the call ends", patience(), victim);
    }

    @Test
    void mortal03_callAfterDeath_fails() {
        Await.value("the call ends", patience(), die());
        Await.value("the end is told", patience(), backend().ended());

        assertThat(failureOf(reply(echo("too late"))).message()).isNotBlank();
    }

    @Test
    void mortal04_closeAfterDeath_completes() {
        BackendSession dead = backend();
        Await.value("the call ends", patience(), die());

        Await.value("the session closes", patience(), onTime("return from close", () -> dead.close(patience())));
    }

    private CompletionStage<McpReply> die() {
        return start(tool("die", "{}").build(), new RecordingObserver());
    }
}
