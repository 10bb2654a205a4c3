package dev.trestle.mcp.session;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A way to a client that keeps what takes it. */
public final class RecordingStream implements ClientStream {

    private final List<String> messages = new ArrayList<>();
    private final CompletableFuture<String> last = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<McpReply.Failure> refused = new CompletableFuture<>();

    /** What was sent, the last message included. */
    public synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    /** Completes with the last message, or the empty string if there was none. */
    public CompletableFuture<String> last() {
        return last;
    }

    /** Completes with what the stream was refused for. */
    public CompletableFuture<McpReply.Failure> refused() {
        return refused;
    }

    /** The client goes away. */
    public void clientGoes() {
        gone.complete(null);
    }

    @Override
    public synchronized void send(JsonSlice message) {
        messages.add(message.toString());
    }

    @Override
    public void finish(@Nullable JsonSlice message) {
        if (message != null) {
            send(message);
        }
        last.complete(message == null ? "" : message.toString());
    }

    @Override
    public void fail(RequestId id, McpReply.Failure failure) {
        refused.complete(failure);
        ClientStream.super.fail(id, failure);
    }

    @Override
    public boolean isOpen() {
        return !last.isDone() && !gone.isDone();
    }

    @Override
    public void onClientGone(Runnable action) {
        gone.thenRun(action);
    }
}
