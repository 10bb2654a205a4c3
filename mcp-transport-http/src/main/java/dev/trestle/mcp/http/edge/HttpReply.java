package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.DelayLine;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.stream.EventStream;
import dev.trestle.mcp.http.stream.StreamCarrier;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request. If the answer is the first thing to say, and in time, it is one JSON body; if anything else is
 * said first, or nothing for too long, it is an event stream, which may be resumed on another connection.
 * A client that cannot read events gets one JSON body in any case, and what is said first goes the way of what belongs to
 * no call.
 */
final class HttpReply implements ClientStream {

    private final Replies shared;
    private final Answer answer;
    private final McpSession session;
    private final boolean opening;
    private final boolean takesEvents;
    private Runnable onEvents = () -> {};
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
    HttpReply(Replies shared, Answer answer, McpSession session, boolean opening) {
        this.shared = shared;
        this.answer = answer;
        this.session = session;
        this.opening = opening;
        this.takesEvents = shared.headers().takesEvents(answer.exchange());
    }

    /** Says what to do once the answer is an event stream; before anything is asked of it. */
    void onEvents(Runnable action) {
        onEvents = action;
    }

    /** Looks after an answer that did not come at once. */
    void watch() {
        synchronized (this) {
            if (settled) {
                return;
            }
            timer = takesEvents ? shared.edge().untilEvents().add(this::events) : null;
        }
        answer.exchange().onClose(this::closed);
    }

    @Override
    public void send(JsonSlice message) {
        if (!takesEvents) {
            session.send(message, false, () -> {});
            return;
        }
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
    public void fail(RequestId id, McpReply.Failure failure) {
        FailureStatus statuses = shared.statuses();
        int status = statuses.of(failure, opening);
        settle(status, FailureStatus.headers(failure, status), EnvelopeWriter.failure(id, statuses.error(failure)));
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
            tellSession();
            answer.json(status, headers, last);
        } else {
            answer.noEvents();
        }
    }

    private void tellSession() {
        if (opening && !session.isEnded()) {
            answer.name(session);
        }
    }

    /** Makes the answer an event stream, if it is not settled and not one yet. */
    private @Nullable EventStream events() {
        StreamCarrier begun;
        EventStream events;
        synchronized (this) {
            if (stream != null || settled || gone) {
                return stream;
            }
            events = shared.replays().of(session).open(false);
            begun = new StreamCarrier(shared.edge(), session.view(), answer, events);
            events.attach(begun);
            if (comesBack()) {
                events.prime();
            }
            whenGone.forEach(events::onClientGone);
            whenGone = List.of();
            stream = events;
            carrier = begun;
        }
        tellSession();
        answer.events(Map.of());
        begun.start();
        if (comesBack()) {
            begun.boundLife();
        }
        onEvents.run();
        return events;
    }

    /** Before the version is agreed on, a client might be one that cannot read an event without data. */
    private boolean comesBack() {
        return !opening && session.rules().primesStreams();
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
                return takesEvents && !settled && !gone;
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
