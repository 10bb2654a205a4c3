package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request. If the answer is the first thing to say, and in time, it is one JSON body; if anything else is
 * said first, or nothing for too long, it is an event stream, which may be resumed on another connection.
 *
 * <p>The status is 200 whatever the JSON-RPC answer is, because legacy clients take others for the end of the session. The
 * one exception is a session that cannot be opened for want of room: 503, which client libraries and proxies know to mean
 * "later". A backend that does not start is told in band, where every client shows the message.
 */
final class HttpReply implements ClientStream {

    static final Map<String, String> RETRY_LATER = Map.of("Retry-After", "1");

    private final Edge edge;
    private final Answer answer;
    private final McpSession session;
    private final boolean opening;
    private List<Runnable> whenGone = List.of();
    private boolean settled;
    private boolean gone;
    private @Nullable EventStream stream;
    private @Nullable StreamCarrier carrier;
    private DelayLine.@Nullable Entry timer;

    /**
     * Prepares the answer to a request.
     *
     * @param opening whether the request opens the session, so that its answer tells the session's id
     */
    HttpReply(Edge edge, Answer answer, McpSession session, boolean opening) {
        this.edge = edge;
        this.answer = answer;
        this.session = session;
        this.opening = opening;
    }

    /** Looks after an answer that did not come at once. */
    void watch() {
        synchronized (this) {
            if (settled) {
                return;
            }
            timer = edge.untilEvents().add(this::events);
        }
        answer.exchange().onClose(this::closed);
    }

    @Override
    public void send(JsonSlice message) {
        EventStream events = events();
        if (events != null) {
            events.send(message);
        }
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        settle(200, Map.of(), last);
    }

    @Override
    public void refuse(McpReply.Failure failure, JsonSlice last) {
        if (isForWantOfRoom(failure)) {
            settle(503, RETRY_LATER, last);
        } else {
            finish(last);
        }
    }

    /** Whether the same request may succeed later. */
    static boolean isForWantOfRoom(McpReply.Failure failure) {
        return failure.reason() == TrestleError.BUSY || failure.reason() == TrestleError.TOO_MANY_SESSIONS;
    }

    private void settle(int status, Map<String, String> headers, @Nullable JsonSlice last) {
        EventStream events;
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
            events = stream;
            if (timer != null) {
                timer.cancel();
            }
            if (gone && events == null) {
                return;
            }
        }
        if (events != null) {
            events.finish(last);
        } else if (last != null) {
            answer.json(status, tellsSession() ? Map.of(Answer.SESSION_HEADER, session.id()) : headers, last);
        } else {
            answer.noEvents();
        }
    }

    private boolean tellsSession() {
        return opening && !session.isEnded();
    }

    /** Makes the answer an event stream, if it is not settled and not one yet. */
    private @Nullable EventStream events() {
        StreamCarrier begun;
        EventStream events;
        synchronized (this) {
            if (stream != null || settled || gone) {
                return stream;
            }
            events = edge.replays().of(session).open(false);
            begun = new StreamCarrier(edge, session.view(), answer, events);
            events.attach(begun, 0);
            // Before the version is agreed on, a client might be one that cannot read an event without data.
            if (!opening && session.rules().primesStreams()) {
                events.prime();
            }
            whenGone.forEach(events::onClientGone);
            whenGone = List.of();
            stream = events;
            carrier = begun;
        }
        answer.events(tellsSession() ? Map.of(Answer.SESSION_HEADER, session.id()) : Map.of());
        begun.start();
        return events;
    }

    private void closed() {
        StreamCarrier carrying;
        List<Runnable> told;
        synchronized (this) {
            carrying = carrier;
            gone = true;
            told = settled ? List.of() : whenGone;
            whenGone = List.of();
        }
        if (carrying != null) {
            carrying.gone();
        } else {
            told.forEach(Runnable::run);
        }
    }

    @Override
    public boolean isOpen() {
        EventStream events;
        synchronized (this) {
            events = stream;
            if (events == null) {
                return !settled && !gone;
            }
        }
        return events.isOpen();
    }

    @Override
    public void onClientGone(Runnable action) {
        EventStream events;
        synchronized (this) {
            events = stream;
            if (events == null && (settled || !gone)) {
                whenGone = whenGone.isEmpty() ? new ArrayList<>(2) : whenGone;
                whenGone.add(action);
                return;
            }
        }
        if (events != null) {
            events.onClientGone(action);
        } else {
            action.run();
        }
    }
}
