package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract is worth something only if it catches links that break it. */
class BrokenLinksTest {

    @Test
    void linkThatKeeps_breaksNothing() {
        ContractRun.assertKeeps(Sound.class);
    }

    @Test
    void linkThatLosesMessages_isCaught() {
        ContractRun.assertBreaks(Lossy.class, "link01", "link02", "link04", "link08");
    }

    @Test
    void linkThatSwapsMessages_isCaught() {
        ContractRun.assertBreaks(Swapping.class, "link01", "link04");
    }

    @Test
    void linkThatDeliversOnTheSendersThread_isCaught() {
        ContractRun.assertBreaks(Inline.class, "link05", "link06");
    }

    @Test
    void linkThatRewritesBytes_isCaught() {
        ContractRun.assertBreaks(Rewriting.class, "link03");
    }

    @Test
    void linkThatNeverTellsItsEnd_isCaught() {
        ContractRun.assertBreaks(Silent.class, "link08", "link10", "link11", "link12");
    }

    @Test
    void linkThatTellsItsEndTwice_isCaught() {
        ContractRun.assertBreaks(Repeating.class, "link08", "link10", "link11", "link12");
    }

    @Test
    void linkThatTakesEverything_isCaught() {
        ContractRun.assertBreaks(Unbounded.class, "link07", "link09", "link10");
    }

    @Test
    void linkThatBlocksItsSenders_isCaught() {
        ContractRun.assertBreaks(Blocking.class, "link07");
    }

    @Test
    void linkThatNeverFinishesClosing_isCaught() {
        ContractRun.assertBreaks(Unclosing.class, "link10", "link12", "link13", "link14");
    }

    @Test
    void linkThatNeverAnswersARefusedSend_isCaught() {
        ContractRun.assertBreaks(Forgetful.class, "link07", "link09", "link10", "link15");
    }

    @Test
    void linkThatDeliversTwice_isCaught() {
        ContractRun.assertBreaks(Doubling.class, "link01", "link04", "link16");
    }

    @Test
    void linkThatEndsItsDeliveryWhenTheReceiverThrows_isCaught() {
        ContractRun.assertBreaks(Fragile.class, "link17");
    }

    /** Wraps sound links; subclasses break one thing. */
    static class Sound extends MessageLinkContract {
        @Override
        protected MessageLink echoing() {
            return wrap(EchoPeer.link());
        }

        @Override
        protected MessageLink stalled() {
            return wrap(dev.trestle.mcp.testkit.InMemoryLink.create());
        }

        @Override
        protected Duration patience() {
            return getClass() == Sound.class ? super.patience() : Duration.ofMillis(200);
        }

        MessageLink wrap(MessageLink sound) {
            return new Wrapped(sound, this);
        }

        void received(JsonSlice message, MessageLink.Receiver to) {
            to.received(message);
        }

        void closed(McpReply.Failure why, MessageLink.Receiver to) {
            to.closed(why);
        }

        CompletionStage<Void> send(JsonSlice message, MessageLink link) {
            return link.send(message);
        }

        CompletionStage<Void> close(CompletionStage<Void> closing) {
            return closing;
        }
    }

    static class Lossy extends Sound {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        void received(JsonSlice message, MessageLink.Receiver to) {
            if (count.incrementAndGet() % 7 != 0) {
                to.received(message);
            }
        }
    }

    static class Swapping extends Sound {
        private JsonSlice kept;

        @Override
        void received(JsonSlice message, MessageLink.Receiver to) {
            if (kept == null) {
                kept = message;
            } else {
                to.received(message);
                to.received(kept);
                kept = null;
            }
        }
    }

    static class Inline extends Sound {
        @Override
        MessageLink wrap(MessageLink sound) {
            return new InlineLink();
        }
    }

    static class Rewriting extends Sound {
        @Override
        void received(JsonSlice message, MessageLink.Receiver to) {
            to.received(JsonSlice.of(message.toString().replace("1.0e+01", "10")));
        }
    }

    static class Silent extends Sound {
        @Override
        void closed(McpReply.Failure why, MessageLink.Receiver to) {}
    }

    static class Repeating extends Sound {
        @Override
        void closed(McpReply.Failure why, MessageLink.Receiver to) {
            to.closed(why);
            to.closed(why);
        }
    }

    static class Unbounded extends Sound {
        @Override
        CompletionStage<Void> send(JsonSlice message, MessageLink link) {
            return link.send(message).exceptionally(refused -> null);
        }
    }

    static class Blocking extends Sound {
        @Override
        CompletionStage<Void> send(JsonSlice message, MessageLink link) {
            CompletionStage<Void> sent = link.send(message);
            while (sent.toCompletableFuture().isCompletedExceptionally()
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
                sent = link.send(message);
            }
            return sent;
        }
    }

    static class Unclosing extends Sound {
        @Override
        CompletionStage<Void> close(CompletionStage<Void> closing) {
            return new CompletableFuture<>();
        }
    }

    static class Forgetful extends Sound {
        @Override
        CompletionStage<Void> send(JsonSlice message, MessageLink link) {
            CompletionStage<Void> sent = link.send(message);
            return sent.toCompletableFuture().isCompletedExceptionally() ? new CompletableFuture<>() : sent;
        }
    }

    static class Doubling extends Sound {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        void received(JsonSlice message, MessageLink.Receiver to) {
            to.received(message);
            if (count.incrementAndGet() % 7 == 0) {
                to.received(message);
            }
        }
    }

    static class Fragile extends Sound {
        private boolean broken;

        @Override
        void received(JsonSlice message, MessageLink.Receiver to) {
            if (!broken) {
                broken = true;
                to.received(message);
                broken = false;
            }
        }
    }

    private record Wrapped(MessageLink sound, Sound by) implements MessageLink {
        @Override
        public void open(Receiver receiver) {
            sound.open(new Receiver() {
                @Override
                public void received(JsonSlice message) {
                    by.received(message, receiver);
                }

                @Override
                public void closed(McpReply.Failure why) {
                    by.closed(why, receiver);
                }
            });
        }

        @Override
        public CompletionStage<Void> send(JsonSlice message) {
            return by.send(message, sound);
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            return by.close(sound.close(grace));
        }
    }

    /** Calls the receiver from within send. */
    private static final class InlineLink implements MessageLink {
        private volatile Receiver receiver;

        @Override
        public void open(Receiver listener) {
            receiver = listener;
        }

        @Override
        public CompletionStage<Void> send(JsonSlice message) {
            receiver.received(message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
