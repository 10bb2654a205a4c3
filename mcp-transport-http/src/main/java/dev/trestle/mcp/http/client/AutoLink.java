package dev.trestle.mcp.http.client;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.link.SessionLink;
import dev.trestle.mcp.http.link.SseLink;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A link to a server of which nobody knows how it speaks HTTP: Streamable HTTP, unless it refuses {@code initialize} with 400,
 * 404 or 405; then HTTP with SSE at the same URL (2025-11-25, `transports`: backwards compatibility).
 */
final class AutoLink implements MessageLink {

    private final SessionLink session;
    private final HttpChannel spare;
    private final RemoteLinks links;
    private final AtomicReference<@Nullable SseLink> sse = new AtomicReference<>();
    private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private AutoLink(RemoteLinks links, HttpChannel spare) throws IOException {
        this.links = links;
        this.spare = spare;
        this.session = links.session(this::instead);
    }

    /**
     * A link that is not open yet.
     *
     * @param links makes the links to choose from
     * @param spare the channel for the second attempt, so that it needs nothing that could fail or block
     */
    static AutoLink over(RemoteLinks links, HttpChannel spare) throws IOException {
        try {
            return new AutoLink(links, spare);
        } catch (IOException e) {
            spare.close();
            throw e;
        }
    }

    @Override
    public void open(Receiver to) {
        receiver.set(to);
        session.open(new First(to));
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        return current().send(message);
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message, Map<String, String> mirrored) {
        return current().send(message, mirrored);
    }

    @Override
    public CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        return current().request(id, message, mirrored);
    }

    @Override
    public void answered(RequestId id) {
        current().answered(id);
    }

    @Override
    public boolean namesRequests() {
        return current().namesRequests();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        closed.set(true);
        SseLink second = sse.get();
        if (second == null) {
            spare.close();
            return session.close(grace);
        }
        return second.close(grace);
    }

    private MessageLink current() {
        SseLink second = sse.get();
        return second == null ? session : second;
    }

    private boolean instead(int status, JsonSlice initialize) {
        Receiver to = receiver.get();
        if (to == null) {
            return false;
        }
        SseLink second = links.sse(spare);
        sse.set(second);
        session.close(Duration.ZERO);
        second.open(new Second(to, status));
        second.send(initialize);
        if (closed.get()) {
            second.close(Duration.ZERO);
        }
        return true;
    }

    /** Says nothing of the end of a link that another has taken the place of. */
    private final class First implements Receiver {
        private final Receiver to;

        private First(Receiver to) {
            this.to = to;
        }

        @Override
        public boolean mayBlock() {
            return to.mayBlock();
        }

        @Override
        public void received(JsonSlice message) {
            to.received(message);
        }

        @Override
        public void received(JsonSlice message, @Nullable RequestId during) {
            to.received(message, during);
        }

        @Override
        public void received(JsonRpcMessage read, JsonSlice message, @Nullable RequestId during) {
            to.received(read, message, during);
        }

        @Override
        public void failed(RequestId request, McpReply.Failure why) {
            to.failed(request, why);
        }

        @Override
        public void renewed() {
            to.renewed();
        }

        @Override
        public void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {
            to.skipped(beginning, end, why);
        }

        @Override
        public void closed(McpReply.Failure why) {
            if (sse.get() == null) {
                spare.close();
                to.closed(why);
            }
        }
    }

    /** Says of a server that does not take this either that it took neither. */
    private static final class Second implements Receiver {
        private final Receiver to;
        private final int status;
        private volatile boolean heard;

        private Second(Receiver to, int status) {
            this.to = to;
            this.status = status;
        }

        @Override
        public boolean mayBlock() {
            return to.mayBlock();
        }

        @Override
        public void received(JsonSlice message) {
            heard = true;
            to.received(message);
        }

        @Override
        public void received(JsonRpcMessage read, JsonSlice message, @Nullable RequestId during) {
            heard = true;
            to.received(read, message, during);
        }

        @Override
        public void failed(RequestId request, McpReply.Failure why) {
            to.failed(request, why);
        }

        @Override
        public void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {
            to.skipped(beginning, end, why);
        }

        @Override
        public void closed(McpReply.Failure why) {
            to.closed(heard ? why : neither(why));
        }

        private McpReply.Failure neither(McpReply.Failure why) {
            return TrestleError.BACKEND_UNAVAILABLE.failure(why.error().message() + " (before, it had answered HTTP "
                    + status + " to a POST of initialize, so HTTP with SSE was tried)");
        }
    }
}
