package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.CallPlace;
import dev.trestle.mcp.http.channel.HttpAnswer;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.http.channel.Outbound;
import dev.trestle.mcp.http.channel.Redirects;
import dev.trestle.mcp.http.channel.SharedHeaders;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to a server of HTTP with SSE (2024-11-05, `transports`): one event stream, which names where to post, and on which
 * all answers come. The end of the stream is the end of the link; it cannot be gone on with.
 */
public final class SseLink implements MessageLink {

    private static final Logger LOG = LoggerFactory.getLogger(SseLink.class);
    private static final CompletionStage<Void> ON_ITS_WAY = CompletableFuture.completedStage(null);

    private final String backend;
    private final HttpChannel channel;
    private final HttpLinkOptions options;
    private final Inbox inbox;
    private final SendOrder order;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CallPlace stream = new CallPlace();
    private final AtomicReference<McpReply.@Nullable Failure> ended = new AtomicReference<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile @Nullable URI endpoint;

    /**
     * A link that is not open yet.
     *
     * @param backend the server's name in the gateway
     * @param channel the way to it, closed with the link
     * @param options the bounds
     */
    public SseLink(String backend, HttpChannel channel, HttpLinkOptions options) {
        this.backend = backend;
        this.channel = channel;
        this.options = options;
        this.inbox = new Inbox(channel.executor());
        this.order = new SendOrder(options.sendQueue());
        // Until the stream says where to.
        order.hold();
    }

    @Override
    public void open(Receiver receiver) {
        inbox.open(receiver);
        start();
    }

    private void start() {
        if (ended.get() != null || !started.compareAndSet(false, true)) {
            return;
        }
        // A stream may be silent for as long as it likes: to lose it is to lose the session.
        Outbound get = new Outbound(
                "GET", channel.url(), SharedHeaders.NONE, Map.of("Accept", "text/event-stream"), null, Duration.ZERO);
        channel.send(get, new Stream(), stream);
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        return send(Outgoing.of(message, Map.of()).id(), message);
    }

    @Override
    public CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        return send(id, message);
    }

    private CompletionStage<Void> send(@Nullable RequestId id, JsonSlice message) {
        McpReply.Failure why = ended.get();
        if (why != null) {
            return refused(why);
        }
        start();
        PostedNotice post = new PostedNotice(channel.problems(), options.maxMessage(), this::unknown, said -> {});
        boolean taken = order.add(message.length(), id == null, done -> {
            var unused = post.accepted().whenComplete((ok, problem) -> {
                done.run();
                if (problem instanceof McpException refusal && id != null) {
                    inbox.add(to -> to.failed(id, refusal.failure()));
                }
            });
            post(post, message, id == null ? options.acceptTimeout() : null);
        });
        if (!taken) {
            return refused(channel.problems()
                    .of(
                            TrestleError.BUSY,
                            "does not accept what it is sent: sendQueue, " + options.sendQueue() + " bytes, is full"));
        }
        return id == null ? post.accepted().minimalCompletionStage() : ON_ITS_WAY;
    }

    private void post(PostedNotice post, JsonSlice message, @Nullable Duration idle) {
        URI to = endpoint;
        McpReply.Failure why = ended.get();
        if (to != null && why == null) {
            post.post(channel, new Outbound("POST", to, SharedHeaders.NONE, Map.of(), message, idle));
        } else {
            post.broken(why == null ? channel.problems().gone() : why, false);
        }
    }

    private boolean unknown(AnswerHead head) {
        if (head.status() == 404) {
            end(channel.problems().of(TrestleError.BACKEND_LOST, "does not know its session any more (HTTP 404)"));
        }
        return false;
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        finish(TrestleError.SESSION_ENDED.failure("The session with backend '" + backend + "' was closed"));
        return gone.copy();
    }

    private void end(McpReply.Failure why) {
        if (finish(why)) {
            LOG.warn("{}", why.error().message());
        }
    }

    private boolean finish(McpReply.Failure why) {
        if (!ended.compareAndSet(null, why)) {
            return false;
        }
        stream.stop();
        inbox.end(why, () -> {
            channel.close();
            gone.complete(null);
        });
        if (endpoint == null) {
            // Whoever waits for it is told that it will not come.
            order.release();
        }
        return true;
    }

    private static CompletionStage<Void> refused(McpReply.Failure why) {
        return CompletableFuture.failedStage(new McpException(why));
    }

    /** The one stream of the session. */
    private final class Stream implements HttpAnswer, SseParser.Sink {
        private final SseParser parser = new SseParser(options.maxMessage(), this);
        private final List<JsonSlice> messages = new ArrayList<>();

        @Override
        public void began(AnswerHead head) {
            if (!head.successful()) {
                end(channel.problems().status(head));
            } else if (!head.isOf("text/event-stream")) {
                end(channel.problems()
                        .of(
                                TrestleError.INVALID_RESPONSE,
                                "answered the GET for its event stream with something else"));
            }
        }

        @Override
        public void piece(ByteBuffer bytes, Runnable more) {
            if (ended.get() != null) {
                return;
            }
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            parser.feed(copy, 0, copy.length);
            if (messages.isEmpty()) {
                more.run();
                return;
            }
            List<JsonSlice> complete = List.copyOf(messages);
            messages.clear();
            inbox.bring(Incoming.length(complete), complete, Receiver::received, more);
        }

        @Override
        public void ended() {
            end(channel.problems().of(TrestleError.BACKEND_LOST, "closed its event stream, and the session with it"));
        }

        @Override
        public void broken(McpReply.Failure why, boolean sent) {
            end(why);
        }

        @Override
        public void event(String type, JsonSlice data) {
            if (type.equals("endpoint")) {
                named(data.toString().strip());
            } else if (type.equals("message") && data.length() > 0) {
                messages.add(data);
            }
        }

        private void named(String reference) {
            if (endpoint != null) {
                return;
            }
            endpoint = Redirects.within(channel.url(), reference);
            if (endpoint == null) {
                end(channel.problems()
                        .of(
                                TrestleError.BACKEND_UNAVAILABLE,
                                "named an endpoint of another origin, to which the backend's headers are not sent"));
            } else {
                order.release();
            }
        }

        @Override
        public void tooLarge(long bytes, JsonSlice beginning, JsonSlice end) {
            McpReply.Failure why = channel.problems()
                    .of(
                            TrestleError.LIMIT_REACHED,
                            "sent a message of about " + bytes + " bytes, which was skipped; the limit is maxMessage, "
                                    + options.maxMessage());
            inbox.add(to -> to.skipped(beginning, end, why));
        }

        @Override
        public void position(String id) {
            // It cannot be gone on with.
        }

        @Override
        public void retry(Duration wait) {
            // Nor opened again.
        }
    }
}
