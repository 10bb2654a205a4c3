package dev.trestle.mcp.link;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.MessageLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backend of a link: every call gets an id and a progress token of our own, and its answer finds the way back.
 *
 * <p>Everything that the peer says goes through one mailbox for the link, so it is heard in the order in which it was said,
 * before the answer, and one thing at a time. The link's reader thread empties the mailbox itself, if nobody else is at it.
 * Whoever takes a call out of the table settles it, so an answer, a cancellation, a failed send and the end of the link
 * can race and the call still ends exactly once. Ids are never used again, so a late answer reaches nobody.
 */
public final class RequestCorrelator implements McpBackend, MessageLink.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(RequestCorrelator.class);
    private static final int MAILBOX_CAPACITY = 1024;
    /** Instead of a call's id, which is 1 at least: a link does not say whose a message is. */
    private static final long UNSAID = 0;

    /** Likewise: a message belongs to no call. */
    private static final long OUTSIDE = -1;

    private final MessageLink link;
    private final BackendContext context;
    private final Inbound inbound;
    private final int maxPending;
    private final Mailbox mailbox;
    private final EnvelopeReader reader =
            new EnvelopeReader(new EnvelopeLimits(EnvelopeLimits.DEFAULT.maxNesting(), MAILBOX_CAPACITY));
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
    private volatile McpReply.@Nullable Failure over;
    private volatile boolean batches;

    /**
     * Prepares a link that was not opened yet.
     *
     * @param link the link
     * @param context the gateway's executors and listener
     * @param maxPending how many calls may wait for an answer at once; more are refused as {@code busy}
     * @param inbound hears what is no answer
     */
    public RequestCorrelator(MessageLink link, BackendContext context, int maxPending, Inbound inbound) {
        this.link = link;
        this.context = context;
        this.inbound = inbound;
        this.maxPending = maxPending;
        this.mailbox = new Mailbox(context.callExecutor(), MAILBOX_CAPACITY);
    }

    /** Begins to listen. */
    public void open() {
        link.open(this);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        return call(call, observer, Map.of());
    }

    /**
     * Calls as {@link #call(McpCall, CallObserver)} does, with headers for links that have them.
     *
     * @param call what is asked
     * @param observer hears what is said meanwhile
     * @param mirrored names and values, as for {@link MessageLink#send(JsonSlice, Map)}
     * @return the one reply
     */
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer, Map<String, String> mirrored) {
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        if (count.incrementAndGet() > maxPending) {
            count.decrementAndGet();
            reply.complete(TrestleError.BUSY.failure("Backend '" + context.name() + "' has " + maxPending
                    + " calls waiting for an answer, which is its limit (maxPending)"));
            return reply;
        }
        Params params = call.params();
        if (params != null && !params.indexed()) {
            params = ParamsIndex.index(params.json());
        }
        JsonSlice clientToken = params == null ? null : params.progressToken();
        PendingCall waiting = new PendingCall(lastId.incrementAndGet(), call.standing(), clientToken, observer, reply);
        pending.put(waiting.id(), waiting);
        McpReply.Failure ended = over;
        if (ended != null) {
            settle(waiting, ended);
            return reply;
        }
        send(call.method(), params, waiting, mirrored);
        call.cancellation().onCancel(reason -> cancel(waiting, reason));
        return reply;
    }

    private void send(String method, @Nullable Params params, PendingCall waiting, Map<String, String> mirrored) {
        RequestId id = RequestId.of(waiting.id());
        JsonSlice token = waiting.clientToken() == null ? null : id.json();
        link.request(id, EnvelopeWriter.request(id, method, params, token), mirrored)
                .whenComplete((sent, problem) -> {
                    if (problem != null) {
                        settle(waiting, failureOf(problem));
                    }
                });
    }

    private void cancel(PendingCall waiting, String reason) {
        if (settle(waiting, TrestleError.CANCELLED.failure("The call was cancelled"))) {
            Notification notice = new CancelledNotice(RequestId.of(waiting.id()), reason).toNotification();
            send(inbound.outgoing(notice));
        }
    }

    private boolean settle(PendingCall waiting, McpReply reply) {
        if (pending.remove(waiting.id()) == null) {
            return false;
        }
        count.decrementAndGet();
        mailbox.add(() -> waiting.reply().complete(reply));
        return true;
    }

    /**
     * Tells the peer something. What cannot be sent is dropped: the link is then at its end.
     *
     * @param notification what to tell
     */
    public void send(Notification notification) {
        link.send(EnvelopeWriter.notification(notification.method(), notification.params()));
    }

    /**
     * Answers a request of the peer.
     *
     * @param response the answer, with the peer's own id
     */
    public void send(Response response) {
        link.send(
                response instanceof Result result
                        ? EnvelopeWriter.result(result.id(), result.result())
                        : EnvelopeWriter.failure(((Failure) response).id(), ((Failure) response).error()));
    }

    /**
     * The observer of a call that is running.
     *
     * @param id the id that the call has on this link
     * @return null if there is no such call
     */
    public @Nullable CallObserver observer(RequestId id) {
        PendingCall waiting = pending.get(numberOf(id));
        return waiting == null ? null : waiting.observer();
    }

    /**
     * Fails every call that waits, and every later one.
     *
     * @param why what they are answered
     */
    public void fail(McpReply.Failure why) {
        over = why;
        pending.values().forEach(waiting -> settle(waiting, why));
    }

    /** Takes batches from now on, since a version was agreed on that has them. */
    public void acceptBatches() {
        batches = true;
    }

    /** Stages end where an answer is read; they may block only if somebody in the pipeline says so, or nobody takes what was read. */
    @Override
    public boolean mayBlock() {
        return context.repliesMayBlock() || mailbox.isFull();
    }

    @Override
    public void received(JsonRpcMessage read, JsonSlice bytes, @Nullable RequestId during) {
        long number = during == null ? OUTSIDE : numberOf(during);
        mailbox.put(() -> handle(read, number));
    }

    @Override
    public void received(JsonSlice bytes) {
        received(bytes, UNSAID);
    }

    @Override
    public void received(JsonSlice bytes, @Nullable RequestId during) {
        received(bytes, during == null ? OUTSIDE : numberOf(during));
    }

    private void received(JsonSlice bytes, long during) {
        if (EnvelopeReader.isBatch(bytes)) {
            receivedBatch(bytes, during);
        } else {
            mailbox.put(handling(bytes, during));
        }
    }

    private Runnable handling(JsonSlice bytes, long during) {
        try {
            JsonRpcMessage message = reader.read(bytes);
            return () -> handle(message, during);
        } catch (EnvelopeException e) {
            CutMessage cut = CutMessage.ofUnreadable(bytes);
            return () -> unreadable(e, cut);
        }
    }

    /** The version may have been agreed on by a message that is still in the mailbox, so that is where it is judged. */
    private void receivedBatch(JsonSlice bytes, long during) {
        List<Runnable> parts = new ArrayList<>();
        try {
            reader.split(bytes).forEach(part -> parts.add(handling(part, during)));
        } catch (EnvelopeException e) {
            mailbox.put(() -> noMessage(e));
            return;
        }
        mailbox.put(() -> {
            if (batches) {
                parts.forEach(Runnable::run);
            } else {
                noBatch(during);
            }
        });
    }

    /** On the answer to a call nothing else will come that could be its reply. */
    private void noBatch(long during) {
        drop(DropReason.NOT_A_MESSAGE);
        LOG.warn("Backend '{}' sent a batch, which its protocol version has not", context.name());
        PendingCall waiting = pending.get(during);
        if (waiting != null) {
            settle(
                    waiting,
                    TrestleError.INVALID_RESPONSE.failure("Backend '" + context.name()
                            + "' answered with a batch, which its protocol version has not"));
        }
    }

    @Override
    public void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {
        CutMessage cut = CutMessage.of(beginning, end);
        mailbox.put(() -> skipped(cut, why));
    }

    /** Whoever waits for what will not come is told so now, not when his patience ends. */
    private void skipped(CutMessage cut, McpReply.Failure why) {
        RequestId id = cut.id();
        if (cut.kind() == CutMessage.Kind.OWN) {
            if (id != null) {
                send(new Failure(id, why.error()));
            }
        } else if (cut.kind() == CutMessage.Kind.ANSWER || (cut.kind() == CutMessage.Kind.ARRAY && batches)) {
            PendingCall waiting = id == null ? onlyCall() : pending.get(numberOf(id));
            if (waiting != null) {
                settle(waiting, why);
            }
        }
    }

    @Override
    public void failed(RequestId request, McpReply.Failure why) {
        mailbox.put(() -> {
            PendingCall waiting = pending.get(numberOf(request));
            if (waiting != null) {
                settle(waiting, why);
            }
        });
    }

    @Override
    public void renewed() {
        mailbox.put(inbound::renewed);
    }

    private void noMessage(EnvelopeException why) {
        drop(DropReason.NOT_A_MESSAGE);
        LOG.warn("Backend '{}' sent a line that is no JSON-RPC message: {}", context.name(), why.getMessage());
    }

    @Override
    public void closed(McpReply.Failure why) {
        mailbox.add(() -> {
            McpReply.Failure known = over;
            fail(known == null ? why : known);
            inbound.closed(known == null ? why : known);
        });
    }

    private void handle(JsonRpcMessage message, long during) {
        if (message instanceof Result result) {
            answer(result.id(), new McpReply.Result(result.result()));
        } else if (message instanceof Failure failure) {
            answer(failure.id(), new McpReply.Failure(failure.error()));
        } else if (message instanceof Request request) {
            inbound.request(request, observerOf(during));
        } else if (message instanceof Notification notification) {
            if (notification.method().equals("notifications/progress")) {
                progress(notification);
            } else {
                inbound.notified(notification, observerOf(during));
            }
        }
    }

    /** Whose a message is: that call's on whose answer it came, or, where the link does not say, the only one's. */
    private @Nullable CallObserver observerOf(long during) {
        PendingCall waiting = during == UNSAID ? onlyCall() : pending.get(during);
        return waiting == null ? null : waiting.observer();
    }

    /**
     * An answer that says that it is one and cannot be read is still the only one that its call will get, and a server that
     * asked still waits. That is so too of one that is nested too deep, if its ends have id and outcome. What only looks like an
     * answer is noise, such as the first half of one that a server was killed in: the answer may come after it.
     */
    private void unreadable(EnvelopeException why, CutMessage cut) {
        noMessage(why);
        boolean looksLikeOne = why.tooDeep() && cut.kind() == CutMessage.Kind.ANSWER;
        RequestId id = why.response() ? why.id() : looksLikeOne ? cut.id() : null;
        PendingCall waiting = id == null ? null : pending.get(numberOf(id));
        if (waiting != null) {
            settle(
                    waiting,
                    TrestleError.INVALID_RESPONSE.failure("Backend '" + context.name()
                            + "' sent an answer that is no JSON-RPC response: " + why.getMessage()));
        }
        RequestId question = !why.response() && cut.kind() == CutMessage.Kind.OWN ? cut.id() : null;
        if (question != null) {
            send(new Failure(question, why.error()));
        }
    }

    private void answer(@Nullable RequestId id, McpReply reply) {
        if (id == null) {
            LOG.warn("Backend '{}' sent an error response without an id", context.name());
        }
        PendingCall waiting = id == null ? onlyCall() : pending.get(numberOf(id));
        if (waiting != null && pending.remove(waiting.id()) != null) {
            count.decrementAndGet();
            if (id != null) {
                link.answered(id);
            }
            waiting.reply().complete(reply);
            return;
        }
        long number = id == null ? -1 : numberOf(id);
        boolean late = number > 0 && number <= lastId.get();
        drop(late ? DropReason.LATE_REPLY : DropReason.UNKNOWN_REPLY);
    }

    /**
     * An answer without an id can only mean the one call that is running, if there is just one (wire rules, JSON-RPC §5). A
     * subscription counts only if nothing else runs: what belongs to it names it.
     */
    private @Nullable PendingCall onlyCall() {
        List<PendingCall> calls = someOf(false);
        List<PendingCall> candidates = calls.isEmpty() ? someOf(true) : calls;
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    private List<PendingCall> someOf(boolean standing) {
        return pending.values().stream()
                .filter(waiting -> waiting.standing() == standing)
                .limit(2)
                .toList();
    }

    private void progress(Notification notification) {
        Params params = notification.params();
        JsonSlice token = params == null ? null : params.progressToken();
        PendingCall waiting = token == null ? null : pending.get(numberOf(token));
        if (params == null || waiting == null || waiting.clientToken() == null) {
            drop(DropReason.STRAY_PROGRESS);
            return;
        }
        Params renamed = EnvelopeWriter.withProgressToken(params, waiting.clientToken());
        waiting.observer().notified(new Notification(notification.method(), renamed));
    }

    private void drop(DropReason reason) {
        context.listener().dropped(context.name(), reason);
    }

    private static long numberOf(RequestId id) {
        return id instanceof RequestId.OfNumber number && number.value().bitLength() < Long.SIZE
                ? number.value().longValue()
                : -1;
    }

    private static long numberOf(JsonSlice token) {
        long number = 0;
        for (int i = 0; i < token.length(); i++) {
            int digit = token.byteAt(i) - '0';
            if (digit < 0 || digit > 9 || i > 17) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private McpReply.Failure failureOf(Throwable problem) {
        return McpException.failureIn(problem)
                .orElseGet(() ->
                        TrestleError.BACKEND_LOST.failure("Backend '" + context.name() + "' could not be written to"));
    }

    /** Hears what the peer says that is no answer. Called in the mailbox, one at a time; must not block. */
    public interface Inbound {

        /**
         * The peer asks something.
         *
         * @param request the request, with the peer's id
         * @param during whose call it belongs to: the one on whose answer it came, or else the only one that is running; null
         *     if there is none
         */
        void request(Request request, @Nullable CallObserver during);

        /**
         * The peer says something other than progress.
         *
         * @param notification what it says
         * @param during as for {@link #request}
         */
        void notified(Notification notification, @Nullable CallObserver during);

        /**
         * What we say that is no request goes out as this makes it.
         *
         * @param notification what we want to say
         * @return by default just that
         */
        default Notification outgoing(Notification notification) {
            return notification;
        }

        /** The peer has lost the session and another was opened; does nothing by default. */
        default void renewed() {}

        /**
         * The link is over; called once, after all calls were failed.
         *
         * @param why what they were answered
         */
        void closed(McpReply.Failure why);
    }
}
