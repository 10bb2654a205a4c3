package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Misbehaviour;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The contracts are worth something only if they catch backends that break them. */
class BrokenBackendsTest {

    @Test
    void backendThatKeeps_breaksNothing() {
        ContractRun.assertKeeps(Sound.class);
    }

    @Test
    void backendThatThrows_isCaught() {
        ContractRun.assertBreaks(Throwing.class, "backend01", "backend02", "backend11");
    }

    @Test
    void backendThatFailsItsStage_isCaught() {
        ContractRun.assertBreaks(Exceptional.class, "backend01", "backend02", "backend14");
    }

    @Test
    void backendThatNeverAnswers_isCaught() {
        ContractRun.assertBreaks(Stalling.class, "backend01", "backend10", "session02");
    }

    @Test
    void backendThatSpeaksAfterItsReply_isCaught() {
        ContractRun.assertBreaks(Talkative.class, "backend05");
    }

    @Test
    void backendThatSpeaksOnTwoThreads_isCaught() {
        ContractRun.assertBreaks(Babbling.class, "backend06");
    }

    @Test
    void backendThatLosesWhatIsSaid_isCaught() {
        ContractRun.assertBreaks(Deaf.class, "backend04", "backend06");
    }

    @Test
    void backendThatTurnsErrorsIntoResults_isCaught() {
        ContractRun.assertBreaks(Smoothing.class, "backend08");
    }

    @Test
    void backendThatIgnoresCancellation_isCaught() {
        ContractRun.assertBreaks(Stubborn.class, "backend10", "backend11", "backend12");
    }

    @Test
    void backendThatBlocks_isCaught() {
        ContractRun.assertBreaks(Blocking.class, "backend01", "backend10");
    }

    @Test
    void sessionThatLeavesCallsBehind_isCaught() {
        ContractRun.assertBreaks(Leaving.class, "session02", "session05", "session10");
    }

    @Test
    void sessionThatNeverEnds_isCaught() {
        ContractRun.assertBreaks(Endless.class, "session04");
    }

    @Test
    void sessionsThatShareTheirState_areCaught() {
        ContractRun.assertBreaks(Sharing.class, "session09");
    }

    @Test
    void deathThatFailsNobody_isCaught() {
        ContractRun.assertBreaks(Oblivious.class, "mortal01", "mortal03");
        ContractRun.assertBreaks(Stalling.class, "mortal01", "mortal03", "mortal04");
    }

    @Test
    void deathThatIsNotTold_isCaught() {
        ContractRun.assertBreaks(Endless.class, "mortal02", "mortal03");
    }

    /** Wraps the sessions of a sound backend; subclasses break one thing. */
    static class Sound extends MortalSessionContract {
        final FakeBackend fake = FakeBackend.withContractTools();

        @Override
        protected Duration patience() {
            return getClass() == Sound.class ? super.patience() : Duration.ofMillis(200);
        }

        @Override
        protected CompletionStage<BackendSession> open(SessionPeer client) {
            return fake.open(client).thenApply(session -> new Wrapped(session, this));
        }

        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            return session.call(call, observer);
        }

        CompletionStage<McpReply.Failure> ended(BackendSession session) {
            return session.ended();
        }

        CompletionStage<Void> close(Duration grace, BackendSession session) {
            return session.close(grace);
        }
    }

    static class Throwing extends Sound {
        {
            fake.misbehaves(new Misbehaviour.Throws());
        }
    }

    static class Exceptional extends Sound {
        {
            fake.misbehaves(new Misbehaviour.CompletesExceptionally());
        }
    }

    static class Stalling extends Sound {
        {
            fake.misbehaves(new Misbehaviour.Stalls());
        }
    }

    static class Talkative extends Sound {
        {
            fake.misbehaves(new Misbehaviour.SpeaksAfterReply());
        }
    }

    static class Babbling extends Sound {
        {
            fake.misbehaves(new Misbehaviour.SpeaksOnTwoThreads());
        }
    }

    static class Deaf extends Sound {
        @Override
        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            return session.call(call, new CallObserver() {
                @Override
                public void notified(Notification notification) {}

                @Override
                public CompletionStage<InputAnswer> ask(InputRequest request) {
                    return observer.ask(request);
                }
            });
        }
    }

    /** Forgets its calls when their server dies. */
    static class Oblivious extends Sound {
        @Override
        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            session.call(call, observer).thenAccept(value -> {
                if (!(value instanceof McpReply.Failure)) {
                    reply.complete(value);
                }
            });
            return reply;
        }
    }

    static class Smoothing extends Sound {
        @Override
        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            return session.call(call, new CallObserver() {
                @Override
                public void notified(Notification notification) {
                    observer.notified(notification);
                }

                @Override
                public CompletionStage<InputAnswer> ask(InputRequest request) {
                    return observer.ask(request)
                            .thenApply(answer -> answer instanceof InputAnswer.Failure
                                    ? new InputAnswer.Failure(JsonRpcError.of(0, "smoothed"))
                                    : answer);
                }
            });
        }
    }

    static class Stubborn extends Sound {
        @Override
        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            McpCall alone = McpCall.builder()
                    .method(call.method())
                    .params(call.params())
                    .metadata(call.metadata())
                    .decoder(slice -> null)
                    .build();
            return session.call(alone, observer);
        }
    }

    static class Blocking extends Sound {
        @Override
        CompletionStage<McpReply> call(McpCall call, CallObserver observer, BackendSession session) {
            CompletableFuture<McpReply> reply = session.call(call, observer).toCompletableFuture();
            while (!reply.isDone() && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return reply;
        }
    }

    static class Leaving extends Sound {
        @Override
        CompletionStage<Void> close(Duration grace, BackendSession session) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class Endless extends Sound {
        @Override
        CompletionStage<McpReply.Failure> ended(BackendSession session) {
            return new CompletableFuture<>();
        }
    }

    static class Sharing extends Sound {
        private CompletionStage<BackendSession> only;

        @Override
        protected CompletionStage<BackendSession> open(SessionPeer client) {
            if (only == null) {
                only = super.open(client);
            }
            return only;
        }
    }

    private record Wrapped(BackendSession sound, Sound by) implements BackendSession {
        @Override
        public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
            return by.call(call, observer, sound);
        }

        @Override
        public ServerDescription server() {
            return sound.server();
        }

        @Override
        public void notified(Notification notification) {
            sound.notified(notification);
        }

        @Override
        public CompletionStage<McpReply.Failure> ended() {
            return by.ended(sound);
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            return by.close(grace, sound);
        }
    }
}
