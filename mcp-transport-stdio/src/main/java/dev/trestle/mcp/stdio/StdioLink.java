package dev.trestle.mcp.stdio;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.stdio.pipe.LineReader;
import dev.trestle.mcp.stdio.pipe.LineWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to a child process: one JSON-RPC message a line. It ends when the child exits, when either stream ends, or when
 * it is closed; whichever it is, one thread then sees to it that the receiver is told and nothing of the child is left.
 */
final class StdioLink implements MessageLink {

    private static final Logger LOG = LoggerFactory.getLogger(StdioLink.class);
    private static final CompletionStage<Void> ON_ITS_WAY = CompletableFuture.completedStage(null);

    /** How long a descendant that holds a pipe open can delay the news that the child is gone. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    /** How long our own reader may take, and whoever opens the link, if no such descendant is known. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Child child;
    private final BackendContext context;
    private final ChildOptions options;
    private final NoiseLog noise;
    private final LineWriter writer;
    private final StopLadder ladder;
    private final AtomicReference<@Nullable Cause> ending = new AtomicReference<>();
    private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile McpReply.@Nullable Failure over;

    StdioLink(Child child, BackendContext context, ChildOptions options, SecretMask mask) {
        this.child = child;
        this.context = context;
        this.options = options;
        this.noise = new NoiseLog("Server '" + context.name() + "'", mask, System::nanoTime);
        this.writer = new LineWriter(
                child.stdin(),
                options.stdinQueue(),
                LineWriter.SURE_ROOM,
                task -> StdioThreads.startPump(child.threadName("stdin"), task),
                new WriterEvents());
        this.ladder = new StopLadder(child.tree(), options.stopGrace());
    }

    /** Starts to watch the child; reading starts when the link is opened. */
    void start() {
        CompletableFuture<Void> unused = child.process()
                .onExit()
                .thenRun(() -> end(Cause.EXITED, options.stopGrace().multipliedBy(2)));
    }

    @Override
    public void open(Receiver to) {
        if (!receiver.complete(to)) {
            throw new IllegalStateException("a link is opened once");
        }
        StdioThreads.start(child.threadName("stdout"), this::read);
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        return offer(message, null);
    }

    @Override
    public CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        return offer(message, id);
    }

    @Override
    public void answered(RequestId id) {
        writer.answered(id);
    }

    private CompletionStage<Void> offer(JsonSlice message, @Nullable RequestId request) {
        return switch (writer.offer(message, request)) {
            case TAKEN -> ON_ITS_WAY;
            case FULL ->
                busy("has not read yet what was sent to it: " + writer.unwritten()
                        + " bytes wait, and the limit is stdinQueue, " + options.stdinQueue() + " bytes");
            case NO_THREAD -> busy("cannot be sent anything now: there is no thread that could wait for it to read");
            case CLOSED -> CompletableFuture.failedStage(new McpException(whyOver()));
        };
    }

    private CompletionStage<Void> busy(String why) {
        return CompletableFuture.failedStage(
                new McpException(TrestleError.BUSY.failure("Server '" + context.name() + "' " + why)));
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        end(Cause.STOPPED, grace);
        return gone.copy();
    }

    private McpReply.Failure whyOver() {
        McpReply.Failure known = over;
        if (known != null) {
            return known;
        }
        return ending.get() == Cause.STOPPED ? stopped() : child.failure();
    }

    private McpReply.Failure stopped() {
        return TrestleError.SESSION_ENDED.failure("Server '" + context.name() + "' was stopped with its session");
    }

    private void read() {
        try {
            new LineReader(child.stdout(), options.maxLine(), new Lines(receiver.join())).readAll();
        } catch (IOException e) {
            LOG.debug("Server '{}': stdout ended with {}", context.name(), e.toString());
        } catch (RuntimeException e) {
            LOG.warn("Server '{}': nobody takes its messages any more", context.name(), e);
        } finally {
            drained.complete(null);
            end(Cause.LOST, options.stopGrace().multipliedBy(2));
        }
    }

    /** Begins the end, or brings it forward. */
    private void end(Cause cause, Duration grace) {
        ladder.within(grace);
        if (!ending.compareAndSet(null, cause)) {
            return;
        }
        try {
            StdioThreads.start(child.threadName("stop"), () -> finish(cause));
        } catch (OutOfMemoryError e) {
            LOG.error("Server '{}': no thread to stop it with, killing it", context.name());
            child.tree().kill();
            tell(cause);
            child.release();
            gone.complete(null);
        }
    }

    private void finish(Cause cause) {
        try {
            child.tree().refresh();
            writer.close();
            if (cause == Cause.LOST) {
                long patience = System.nanoTime() + DRAIN.toNanos();
                ladder.climbUntil(() -> !child.isAlive() || System.nanoTime() - patience >= 0);
            } else {
                ladder.climbUntil(() -> !child.isAlive());
            }
            tell(cause);
            if (!ladder.climbUntil(child.tree()::isGone)) {
                LOG.warn("Server '{}': processes are left that could not be killed", context.name());
            }
        } finally {
            child.releaseWhenGone();
            gone.complete(null);
        }
    }

    private void tell(Cause cause) {
        if (!child.isAlive() && (cause != Cause.STOPPED || receiver.isDone())) {
            awaitDrained();
        }
        McpReply.Failure why = cause == Cause.STOPPED ? stopped() : child.failure();
        if (cause != Cause.STOPPED) {
            LOG.warn("{}", why.error().message());
        }
        over = why;
        var unused = receiver.thenAccept(to -> to.closed(why)).whenComplete((told, problem) -> {
            if (problem != null) {
                LOG.warn("Server '{}': nobody hears of its end", context.name(), problem);
            }
        });
    }

    /**
     * Waits for the last words. Only a process that the child started can keep its pipes open; without one their end comes,
     * however slow this machine is, as soon as somebody has opened the link to read it.
     */
    private void awaitDrained() {
        Duration patience = child.tree().isGone() ? PATIENCE : DRAIN;
        try {
            CompletableFuture.allOf(drained, child.stderr().drained()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Server '{}': a process that it started still holds its output open", context.name());
        } catch (InterruptedException | ExecutionException e) {
            LOG.debug("Server '{}': not waiting for the end of its output", context.name(), e);
        }
    }

    private enum Cause {
        /** The child exited. */
        EXITED,
        /** One of its streams ended first. */
        LOST,
        /** It was no longer wanted. */
        STOPPED
    }

    private final class Lines implements LineReader.Sink {
        private final Receiver to;
        private boolean answered;

        private Lines(Receiver to) {
            this.to = to;
        }

        @Override
        public void line(byte[] line) {
            switch (LineReader.Kind.of(line)) {
                case MESSAGE -> deliver(line);
                case NOISE -> {
                    context.listener().dropped(context.name(), DropReason.NOT_A_MESSAGE);
                    noise.notAMessage(line);
                }
                case BLANK -> {}
            }
        }

        private void deliver(byte[] line) {
            if (over != null) {
                return;
            }
            if (!answered) {
                // Whatever wrappers started to get here is there now; from now on they may die without it.
                answered = true;
                child.tree().refresh();
            }
            handOver(() -> to.received(JsonSlice.of(line)));
            child.tree().refreshIfOld();
        }

        @Override
        public void tooLong(long bytes, byte[] beginning, byte[] end) {
            context.listener().dropped(context.name(), DropReason.LINE_TOO_LONG);
            noise.tooLong(bytes, options.maxLine());
            if (over == null) {
                McpReply.Failure why = TrestleError.LIMIT_REACHED.failure("Server '" + context.name()
                        + "' sent a line of " + bytes + " bytes, which was skipped; the limit is maxLine, "
                        + options.maxLine());
                handOver(() -> to.skipped(JsonSlice.of(beginning), JsonSlice.of(end), why));
            }
        }

        /** A message that the receiver throws at is lost, but no other. */
        private void handOver(Runnable message) {
            try {
                message.run();
            } catch (RuntimeException e) {
                LOG.warn("Server '{}': a message was not taken, which is a defect", context.name(), e);
            }
        }
    }

    private final class WriterEvents implements LineWriter.Listener {
        @Override
        public void broken(IOException why) {
            end(Cause.LOST, options.stopGrace().multipliedBy(2));
        }
    }
}
