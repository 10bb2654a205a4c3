package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Why a session ended, once it has. Nobody but the session can complete it: the same as {@link #minimalCompletionStage},
 * which would be two objects more for each who asks, in every idle session.
 */
final class EndStage extends CompletableFuture<McpReply.Failure> {

    /** Ends; false if it has ended before. */
    boolean end(McpReply.Failure why) {
        return super.complete(why);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<McpReply.Failure> toCompletableFuture() {
        return copy();
    }

    @Override
    public boolean complete(McpReply.Failure value) {
        throw notYours();
    }

    @Override
    public boolean completeExceptionally(Throwable problem) {
        throw notYours();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw notYours();
    }

    @Override
    public void obtrudeValue(McpReply.Failure value) {
        throw notYours();
    }

    @Override
    public void obtrudeException(Throwable problem) {
        throw notYours();
    }

    @Override
    public CompletableFuture<McpReply.Failure> completeAsync(
            Supplier<? extends McpReply.Failure> supplier, Executor executor) {
        throw notYours();
    }

    @Override
    public CompletableFuture<McpReply.Failure> orTimeout(long timeout, TimeUnit unit) {
        throw notYours();
    }

    @Override
    public CompletableFuture<McpReply.Failure> completeOnTimeout(McpReply.Failure value, long timeout, TimeUnit unit) {
        throw notYours();
    }

    private static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException("only the session itself says when it ends");
    }
}
