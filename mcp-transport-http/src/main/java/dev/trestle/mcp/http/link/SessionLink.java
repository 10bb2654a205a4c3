package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.channel.AnswerHead;
import dev.trestle.mcp.http.channel.HttpChannel;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to a server of Streamable HTTP in the legacy era (2025-03-26 to 2025-11-25, `transports`): a POST for each message,
 * a GET for what the server says outside answers, in a session that the {@code initialize} which passes through it opens. A
 * session that the server loses is opened anew; a stream that breaks is gone on with, if the server named its events.
 */
public final class SessionLink implements MessageLink {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLink.class);
    private static final CompletionStage<Void> ON_ITS_WAY = CompletableFuture.completedStage(null);

    private final String backend;
    private final HttpChannel channel;
    private final HttpLinkOptions options;
    private final Fallback fallback;
    private final SessionState state;
    private final SessionRenewal renewal;
    private final Inbox inbox;
    private final SendOrder order;
    private final Requests requests = new Requests();
    private final Map<RequestId, Sent> running = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable ListenStream> listening = new AtomicReference<>();
    private final AtomicReference<McpReply.@Nullable Failure> ended = new AtomicReference<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /**
     * A link that is not open yet.
     *
     * @param backend the server's name in the gateway
     * @param channel the way to it, closed with the link
     * @param options the bounds
     * @param fallback asked when the server does not take {@code initialize}
     */
    public SessionLink(String backend, HttpChannel channel, HttpLinkOptions options, Fallback fallback) {
        this.backend = backend;
        this.channel = channel;
        this.options = options;
        this.fallback = fallback;
        this.state = new SessionState(channel.url());
        this.renewal = new SessionRenewal(backend, channel, options, state, new Renewed());
        this.inbox = new Inbox(channel.executor());
        this.order = new SendOrder(options.sendQueue());
    }

    /** What else to try. */
    @FunctionalInterface
    public interface Fallback {

        /** Nothing else. */
        Fallback NONE = (status, initialize) -> false;

        /**
         * The server answered {@code initialize} with 400, 404 or 405, as one does that has only HTTP with SSE.
         *
         * @param status the status
         * @param initialize the message
         * @return true if it will be answered in another way, and nothing more is to be told of it by this link
         */
        boolean instead(int status, JsonSlice initialize);
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
        state.passes(outgoing);
        return outgoing.id() == null ? notice(outgoing) : request(outgoing, outgoing.id());
    }

    @Override
    public CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        if (ended.get() != null || state.version().isEmpty()) {
            return send(message, mirrored);
        }
        // Nobody introduces himself twice, so there is nothing to learn from it.
        return request(Outgoing.request(id, message, mirrored), id);
    }

    private CompletionStage<Void> request(Outgoing outgoing, RequestId id) {
        Sent sent = new Sent(outgoing, id);
        running.put(id, sent);
        if (!order.add(outgoing.message().length(), false, done -> sent.post())) {
            running.remove(id);
            return queueFull();
        }
        if (ended.get() != null) {
            sent.stop();
        }
        return ON_ITS_WAY;
    }

    private CompletionStage<Void> notice(Outgoing outgoing) {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        boolean taken = order.add(outgoing.message().length(), true, done -> {
            var unused = accepted.whenComplete((ok, problem) -> {
                settled(outgoing, problem);
                done.run();
            });
            post(outgoing, accepted, true);
        });
        return taken ? accepted.minimalCompletionStage() : queueFull();
    }

    private void post(Outgoing outgoing, CompletableFuture<Void> accepted, boolean first) {
        int generation = state.generation();
        PostedNotice notice = new PostedNotice(
                channel.problems(),
                options.maxMessage(),
                head -> first && lost(head, generation, () -> post(outgoing, accepted, false)),
                said -> inbox.add(to -> to.received(said)));
        var unused = notice.accepted().whenComplete((ok, problem) -> {
            if (problem == null) {
                accepted.complete(null);
            } else {
                accepted.completeExceptionally(problem);
            }
        });
        notice.post(channel, state.post(outgoing, options.acceptTimeout()));
    }

    private void settled(Outgoing outgoing, @Nullable Throwable problem) {
        RequestId cancelled = outgoing.cancels();
        Sent withdrawn = cancelled == null ? null : running.remove(cancelled);
        if (withdrawn != null) {
            withdrawn.stop();
        }
        if (problem != null && ended.get() == null) {
            LOG.warn("Backend '{}' did not accept a message: {}", backend, problem.getMessage());
        } else if (problem == null && outgoing.method().equals("notifications/initialized")) {
            listen();
        }
    }

    /** Whether the answer says that the session is unknown; then it is opened anew. */
    private boolean lost(AnswerHead head, int generation, Runnable again) {
        if (head.status() != 404 || !state.exists() || ended.get() != null) {
            return false;
        }
        renewal.lost(generation, again);
        return true;
    }

    private void listen() {
        int generation = state.generation();
        ListenStream stream = new ListenStream(
                backend,
                channel,
                options,
                state::get,
                (messages, more) -> inbox.bring(
                        Incoming.length(messages), messages, (to, message) -> to.received(message, null), more),
                () -> renewal.lost(generation, () -> {}));
        ListenStream before = listening.getAndSet(stream);
        if (before != null) {
            before.stop();
        }
        if (ended.get() == null) {
            stream.open();
        }
    }

    /** Each answer has a stream of its own. */
    @Override
    public boolean namesRequests() {
        return true;
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        McpReply.Failure why =
                TrestleError.SESSION_ENDED.failure("The session with backend '" + backend + "' was closed");
        if (ended.compareAndSet(null, why)) {
            finish(why, state.exists() ? Goodbye.say(channel, state, grace) : CompletableFuture.completedFuture(null));
        }
        return gone.copy();
    }

    private void end(McpReply.Failure why) {
        if (ended.compareAndSet(null, why)) {
            LOG.warn("{}", why.error().message());
            finish(why, CompletableFuture.completedFuture(null));
        }
    }

    private void finish(McpReply.Failure why, CompletableFuture<Void> goodbye) {
        ListenStream stream = listening.get();
        if (stream != null) {
            stream.stop();
        }
        running.values().forEach(Sent::stop);
        running.clear();
        CompletableFuture<Void> told = new CompletableFuture<>();
        inbox.end(why, () -> told.complete(null));
        var unused = CompletableFuture.allOf(told, goodbye).whenComplete((ok, problem) -> {
            channel.close();
            gone.complete(null);
        });
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

    /** A request that was sent, and the connections that its answer comes on. */
    private final class Sent {
        private final PostedRequest request;
        private volatile int generation;
        private final AtomicBoolean again = new AtomicBoolean();
        private @Nullable AnswerStream rest;
        private boolean stopped;

        private Sent(Outgoing outgoing, RequestId id) {
            this.request = new PostedRequest(outgoing, id, channel, options, requests);
        }

        private void post() {
            generation = state.generation();
            request.post(state.post(request.outgoing(), null));
        }

        private void stop() {
            request.abandon();
            AnswerStream begun;
            synchronized (this) {
                stopped = true;
                begun = rest;
            }
            if (begun != null) {
                begun.stop();
            }
        }

        private void resume(EventFeed.Next.Resume next) {
            AnswerStream going;
            synchronized (this) {
                if (stopped) {
                    return;
                }
                if (rest == null) {
                    rest = new AnswerStream(channel, state::get, request);
                }
                going = rest;
            }
            going.resume(next);
        }
    }

    private final class Requests implements PostedRequest.Owner {
        @Override
        public boolean takes(PostedRequest request, AnswerHead head) {
            if (SessionState.isInitialize(request.outgoing())) {
                return introduces(request, head);
            }
            Sent sent = running.get(request.id());
            return sent != null
                    && head.status() == 404
                    && sent.again.compareAndSet(false, true)
                    && lost(head, sent.generation, sent::post);
        }

        private boolean introduces(PostedRequest request, AnswerHead head) {
            if (head.successful()) {
                state.named(head);
                return false;
            }
            int status = head.status();
            return (status == 400 || status == 404 || status == 405)
                    && fallback.instead(status, request.outgoing().message());
        }

        @Override
        public void received(PostedRequest request, List<Incoming> messages, int length, Runnable more) {
            if (SessionState.isInitialize(request.outgoing())) {
                for (Incoming message : messages) {
                    JsonSlice result = message.result(request.id());
                    if (result != null) {
                        state.introduced(result);
                    }
                }
            }
            inbox.bring(length, messages, (to, message) -> message.tell(to, request.id()), more);
        }

        @Override
        public boolean resumes(PostedRequest request, EventFeed.Next.Resume next) {
            Sent sent = running.get(request.id());
            if (sent == null || sent.generation != state.generation()) {
                return false;
            }
            sent.resume(next);
            return true;
        }

        @Override
        public void over(PostedRequest request, McpReply.@Nullable Failure why) {
            Sent sent = running.remove(request.id());
            if (sent != null) {
                sent.stop();
            }
            if (why != null) {
                inbox.add(to -> to.failed(request.id(), why));
            }
        }
    }

    private final class Renewed implements SessionRenewal.Outcome {
        @Override
        public void begins() {
            order.hold();
            ListenStream stream = listening.get();
            if (stream != null) {
                stream.stop();
            }
        }

        @Override
        public void renewed() {
            inbox.add(Receiver::renewed);
            order.release();
            if (listening.get() != null) {
                listen();
            }
        }

        @Override
        public void failed(McpReply.Failure why) {
            end(why);
            order.release();
        }
    }
}
