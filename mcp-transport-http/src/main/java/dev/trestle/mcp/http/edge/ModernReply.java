package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.DelayLine;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.stream.Carried;
import dev.trestle.mcp.http.stream.MessageFrame;
import dev.trestle.mcp.http.stream.StreamCarrier;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request of 2026-07-28. If the answer is the first thing to say, and in time, it is one JSON body; otherwise
 * an event stream, which cannot be resumed: a client that goes away has cancelled (`basic/transports/streamable-http`).
 */
final class ModernReply implements ClientStream, Carried {

    private static final int OK = 200;

    private final Edge edge;
    private final String view;
    private final Answer answer;
    private final boolean takesEvents;
    private List<Runnable> whenGone = new ArrayList<>(1);
    private boolean settled;
    private boolean gone;
    private @Nullable StreamCarrier carrier;
    private DelayLine.@Nullable Entry timer;

    ModernReply(Edge edge, String view, Answer answer, boolean takesEvents) {
        this.edge = edge;
        this.view = view;
        this.answer = answer;
        this.takesEvents = takesEvents;
    }

    /** Looks after an answer that did not come at once. */
    void watch() {
        synchronized (this) {
            if (settled) {
                return;
            }
            timer = takesEvents ? edge.untilEvents().add(this::events) : null;
        }
        answer.exchange().onClose(this::clientGone);
    }

    @Override
    public void send(JsonSlice message) {
        StreamCarrier events = takesEvents ? events() : null;
        if (events != null) {
            write(events, message);
        }
    }

    private static void write(StreamCarrier events, JsonSlice message) {
        if (events.writer().offer(new MessageFrame(message))) {
            events.writer().flush();
        } else {
            events.cutOff();
        }
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        settle(OK, last);
    }

    @Override
    public void refuse(int status, RequestId id, JsonRpcError error) {
        settle(status, EnvelopeWriter.failure(id, error));
    }

    private void settle(int status, @Nullable JsonSlice last) {
        StreamCarrier events;
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
            events = carrier;
            if (timer != null) {
                timer.cancel();
            }
            if (gone) {
                return;
            }
        }
        if (events != null) {
            if (last != null) {
                write(events, last);
            }
            events.writer().end();
            events.writer().flush();
        } else if (last != null) {
            answer.json(status, Map.of(), last);
        } else {
            answer.noEvents();
        }
    }

    /** Makes the answer an event stream, if it is not settled and not one yet. */
    private @Nullable StreamCarrier events() {
        StreamCarrier begun;
        synchronized (this) {
            if (carrier != null || settled || gone) {
                return carrier;
            }
            begun = new StreamCarrier(edge, view, answer, this);
            carrier = begun;
        }
        answer.events(Map.of());
        begun.start();
        return begun;
    }

    private void clientGone() {
        StreamCarrier events;
        synchronized (this) {
            events = carrier;
        }
        if (events != null) {
            events.gone();
        }
        detached();
    }

    @Override
    public void detach(StreamCarrier over) {
        detached();
    }

    private void detached() {
        List<Runnable> told;
        synchronized (this) {
            gone = true;
            told = settled ? List.of() : whenGone;
            whenGone = new ArrayList<>(1);
        }
        told.forEach(Runnable::run);
    }

    @Override
    public synchronized boolean isOpen() {
        return takesEvents && !settled && !gone;
    }

    @Override
    public void onClientGone(Runnable action) {
        synchronized (this) {
            if (settled || !gone) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }
}
