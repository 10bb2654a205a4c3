package dev.trestle.mcp.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A link whose other end is the test: what is sent is kept, what the test says is received on the test's thread. */
public final class ScriptedLink implements MessageLink {

    private final List<String> sent = new ArrayList<>();
    private Map<String, String> mirrored = Map.of();
    private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean refusing;
    private volatile boolean naming;

    /** Lets every later send fail. */
    public void refuseSends() {
        refusing = true;
    }

    /** The link is one of a transport that knows what belongs to a request, as HTTP does. */
    public void namesRequests(boolean value) {
        naming = value;
    }

    @Override
    public boolean namesRequests() {
        return naming;
    }

    /** The peer says something. */
    public void says(String json) {
        receiver.join().received(JsonSlice.of(json));
    }

    /** The peer says something on the answer to one of our requests. */
    public void says(String json, long during) {
        receiver.join().received(JsonSlice.of(json), RequestId.of(during));
    }

    /** The peer says something outside all answers. */
    public void saysOutside(String json) {
        receiver.join().received(JsonSlice.of(json), null);
    }

    /** One request will not be answered. */
    public void fails(long request, McpReply.Failure why) {
        receiver.join().failed(RequestId.of(request), why);
    }

    /** The peer has lost the session and has another. */
    public void renews() {
        receiver.join().renewed();
    }

    /** The headers of the last message that was sent with some. */
    public synchronized Map<String, String> mirrored() {
        return mirrored;
    }

    /** The peer says something that is too long; these are its ends. */
    public void skips(String beginning, String end, McpReply.Failure why) {
        receiver.join().skipped(JsonSlice.of(beginning), JsonSlice.of(end), why);
    }

    /** The peer goes away. */
    public void breaks() {
        receiver.join().closed(TrestleError.BACKEND_EXITED.failure("server 'test' exited with code 3"));
    }

    /** What was sent so far. */
    public synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    /** What was sent last. */
    public synchronized String last() {
        return sent.get(sent.size() - 1);
    }

    /** Whether it was closed from our side. */
    public boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public void open(Receiver value) {
        receiver.complete(value);
    }

    @Override
    public synchronized CompletionStage<Void> send(JsonSlice message) {
        if (refusing) {
            return CompletableFuture.failedFuture(new McpException(TrestleError.BUSY.failure("the queue is full")));
        }
        sent.add(message.toString());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> send(JsonSlice message, Map<String, String> headers) {
        mirrored = headers;
        return send(message);
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        if (closed.complete(null)) {
            receiver.thenAccept(open -> open.closed(TrestleError.SESSION_ENDED.failure("closed")));
        }
        return closed;
    }
}
