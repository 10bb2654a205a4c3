package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session that the gateway itself opens with a backend, for all clients of a view together. What the backend says or
 * answers goes to every stream that is open, in one order; while none is, it waits in the session's outbox for the first.
 *
 * <p>Clients do not know of each other and use the same ids, so within the session each request has a number of ours. A
 * cancellation is passed on only if it can mean but one request.
 */
final class SharedSession implements ReplyWay {

    /** The version of the transport itself: the one that every client of it knows. */
    private static final String VERSION = LegacyRules.versions().get(0);

    private final SseServices services;
    private final FailureStatus statuses;
    private final McpSession session;
    private final Consumer<SharedSession> whenOver;
    private final Opening opening = new Opening();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Map<PostedReply, Running> running = new HashMap<>();
    private @Nullable SharedStream current;
    private long lastKey;
    private boolean over;

    SharedSession(SseServices services, FailureStatus statuses, McpSession session, Consumer<SharedSession> whenOver) {
        this.services = services;
        this.statuses = statuses;
        this.session = session;
        this.whenOver = whenOver;
    }

    private record Running(RequestId key, RequestId id) {}

    /** Opens the session, unless that has begun. */
    void open() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        LegacyClientEra era = services.era();
        try {
            era.adopt(session, VERSION).thenAccept(failure -> {
                if (failure.isEmpty()) {
                    opening.settle(Optional.empty());
                    session.onEnd(this::finish);
                } else {
                    fail(failure.get());
                }
            });
        } catch (RuntimeException e) {
            era.end(session);
            fail(TrestleError.INTERNAL.failure("The session could not be opened"));
        }
    }

    private void fail(Failure why) {
        SharedStream told;
        synchronized (this) {
            told = current;
        }
        if (told != null) {
            told.send(EnvelopeWriter.failure(null, statuses.error(why)));
        }
        finish();
        opening.settle(Optional.of(why));
    }

    private void finish() {
        synchronized (this) {
            over = true;
        }
        whenOver.accept(this);
        endIfDone();
    }

    private void endIfDone() {
        SharedStream ended;
        synchronized (this) {
            ended = over && running.isEmpty() ? current : null;
        }
        if (ended != null) {
            ended.end();
        }
    }

    /** What waits until the session is open, or cannot be opened. */
    Opening opening() {
        return opening;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Lets a stream bring what is said; false if the session is over. */
    boolean join(SseConnection connection) {
        SharedStream joined;
        boolean first;
        synchronized (this) {
            if (over) {
                return false;
            }
            SharedStream known = current;
            first = known == null || !known.add(connection);
            joined = known == null || first ? new SharedStream(connection) : known;
            current = joined;
        }
        connection.whenGone(() -> joined.remove(connection));
        if (first) {
            opening.then(failed -> {
                if (failed.isEmpty()) {
                    listen(joined);
                }
            });
        }
        return true;
    }

    private void listen(SharedStream stream) {
        try {
            services.era().listen(session, stream);
        } catch (McpException e) {
            // The session has just ended, and ends its streams.
            stream.end();
        }
    }

    /** Passes on what a client posted, once the session is open. */
    void posted(JsonRpcMessage message) {
        session.touch();
        if (message instanceof Request request) {
            request(request);
        } else if (message instanceof Notification notification) {
            notified(notification);
        } else if (message instanceof Response response) {
            services.era().answered(session, response);
        }
    }

    private void request(Request request) {
        PostedReply reply = new PostedReply(this, statuses);
        RequestId key;
        synchronized (this) {
            key = RequestId.of(++lastKey);
            running.put(reply, new Running(key, request.id()));
        }
        if (request.method().equals(SessionPosts.INITIALIZE)) {
            services.era().join(session, request, reply);
        } else {
            services.era().request(session, key, request, reply);
        }
    }

    /** The backend has been told already that its client is initialized. */
    private void notified(Notification notification) {
        if (notification.method().equals(CancelledNotice.METHOD)) {
            CancelledNotice.read(notification.params()).ifPresent(this::cancel);
        } else if (!notification.method().equals("notifications/initialized")) {
            services.era().notified(session, notification);
        }
    }

    private void cancel(CancelledNotice notice) {
        List<RequestId> meant;
        synchronized (this) {
            meant = running.values().stream()
                    .filter(request -> request.id().equals(notice.requestId()))
                    .map(Running::key)
                    .toList();
        }
        if (meant.size() == 1) {
            session.cancel(meant.get(0), notice.reason());
        }
    }

    @Override
    public void send(JsonSlice message) {
        session.send(message, false, () -> lost(message));
    }

    /** What ends with the session has no way in it any more, but the streams are still there. */
    private void lost(JsonSlice message) {
        SharedStream left;
        synchronized (this) {
            left = session.isEnded() ? current : null;
        }
        if (left != null && left.isOpen()) {
            left.send(message);
        } else {
            services.context().listener().dropped(session.view(), DropReason.OUTBOX_FULL);
        }
    }

    @Override
    public void settled(PostedReply reply) {
        synchronized (this) {
            running.remove(reply);
        }
        endIfDone();
    }

    @Override
    public boolean isConnected() {
        return false;
    }
}
