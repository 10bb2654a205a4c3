package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.http.channel.SharedHeaders;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The link to a server of 2026-07-28 over HTTP (`transports`): a POST for each message, with the headers that it is given, and
 * nothing that outlives its answer. A request is cancelled by closing its connection; a stream that breaks is not gone on with.
 */
public final class StatelessLink implements MessageLink {

    private static final CompletionStage<Void> ON_ITS_WAY = CompletableFuture.completedStage(null);

    private final String backend;
    private final HttpChannel channel;
    private final HttpLinkOptions options;
    private final SharedHeaders shared;
    private final Inbox inbox;
    private final SendOrder order;
    private final Requests requests = new Requests();
    private final Map<RequestId, PostedRequest> running = new ConcurrentHashMap<>();
    private final AtomicReference<McpReply.@Nullable Failure> ended = new AtomicReference<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /**
     * A link that is not open yet.
     *
     * @param backend the server's name in the gateway
     * @param channel the way to it, closed with the link
     * @param options the bounds
     * @param version the value of {@code MCP-Protocol-Version}
     */
    public StatelessLink(String backend, HttpChannel channel, HttpLinkOptions options, String version) {
        this.backend = backend;
        this.channel = channel;
        this.options = options;
        this.shared = SharedHeaders.of(
                Map.of("Accept", "application/json, text/event-stream", "MCP-Protocol-Version", version));
        this.inbox = new Inbox(channel.executor());
        this.order = new SendOrder(options.sendQueue());
    }

    @Override
    public void open(Receiver receiver) {
        inbox.open(receiver);
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        return send(message, Map.of());
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message, Map<String, String> mirrored) {
        McpReply.Failure why = ended.get();
        if (why != null) {
            return refused(why);
        }
        Outgoing outgoing = Outgoing.of(message, mirrored);
        RequestId id = outgoing.id();
        RequestId cancelled = outgoing.cancels();
        PostedRequest withdrawn = cancelled == null ? null : running.remove(cancelled);
        if (withdrawn != null) {
            withdrawn.abandon();
            return ON_ITS_WAY;
        }
        return id == null ? notice(outgoing) : request(outgoing, id);
    }

    @Override
    public CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        McpReply.Failure why = ended.get();
        return why == null ? request(Outgoing.request(id, message, mirrored), id) : refused(why);
    }

    private CompletionStage<Void> request(Outgoing outgoing, RequestId id) {
        PostedRequest request = new PostedRequest(outgoing, id, channel, options, requests);
        running.put(id, request);
        if (!order.add(outgoing.message().length(), false, done -> request.post(post(outgoing, null)))) {
            running.remove(id);
            return queueFull();
        }
        if (ended.get() != null) {
            request.abandon();
        }
        return ON_ITS_WAY;
    }

    private CompletionStage<Void> notice(Outgoing outgoing) {
        PostedNotice notice = new PostedNotice(
                channel.problems(), options.maxMessage(), head -> false, said -> inbox.add(to -> to.received(said)));
        boolean taken = order.add(outgoing.message().length(), true, done -> {
            var unused = notice.accepted().whenComplete((ok, problem) -> done.run());
            notice.post(channel, post(outgoing, options.acceptTimeout()));
        });
        return taken ? notice.accepted().minimalCompletionStage() : queueFull();
    }

    private Outbound post(Outgoing outgoing, @Nullable Duration idle) {
        return new Outbound("POST", channel.url(), shared, outgoing.mirrored(), outgoing.message(), idle);
    }

    /** Each answer has a stream of its own. */
    @Override
    public boolean namesRequests() {
        return true;
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        McpReply.Failure why =
                TrestleError.SESSION_ENDED.failure("The connection to backend '" + backend + "' was closed");
        if (ended.compareAndSet(null, why)) {
            running.values().forEach(PostedRequest::abandon);
            running.clear();
            inbox.end(why, () -> {
                channel.close();
                gone.complete(null);
            });
        }
        return gone.copy();
    }

    private CompletionStage<Void> queueFull() {
        return refused(channel.problems()
                .of(
                        TrestleError.BUSY,
                        "does not accept what it is sent: sendQueue, " + options.sendQueue() + " bytes, is full"));
    }

    private static CompletionStage<Void> refused(McpReply.Failure why) {
        return CompletableFuture.failedStage(new McpException(why));
    }

    private final class Requests implements PostedRequest.Owner {
        @Override
        public boolean takes(PostedRequest request, AnswerHead head) {
            return false;
        }

        @Override
        public void received(PostedRequest request, List<Incoming> messages, int length, Runnable more) {
            inbox.bring(length, messages, (to, message) -> message.tell(to, request.id()), more);
        }

        @Override
        public boolean resumes(PostedRequest request, EventFeed.Next.Resume next) {
            return false;
        }

        @Override
        public void over(PostedRequest request, McpReply.@Nullable Failure why) {
            running.remove(request.id(), request);
            if (why != null) {
                inbox.add(to -> to.failed(request.id(), why));
            }
        }
    }
}
