package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.DelayLine;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.stream.Event;
import dev.trestle.mcp.http.stream.EventStream;
import dev.trestle.mcp.http.stream.ReplayLog;
import dev.trestle.mcp.http.stream.ReplayLogs;
import dev.trestle.mcp.http.stream.StreamCarrier;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** GET and DELETE: what a client does with its session without a message. */
final class SessionRequests {

    private final Edge edge;
    private final ReplayLogs replays;
    private final LegacyClientEra era;
    private final SessionGate gate;
    private final HeaderChecks headers;

    SessionRequests(Edge edge, ReplayLogs replays, LegacyClientEra era, SessionGate gate) {
        this.edge = edge;
        this.replays = replays;
        this.era = era;
        this.gate = gate;
        this.headers = new HeaderChecks(edge.options().compatibility().lenientHeaders());
    }

    /** GET: a stream for what belongs to no call, or the rest of a stream that was cut. */
    void get(Visit visit) {
        McpSession session = headers.passGet(visit) ? gate.pass(visit, null) : null;
        if (session == null) {
            return;
        }
        String lastEventId = visit.exchange().header("Last-Event-ID");
        if (lastEventId == null) {
            EventStream stream = replays.of(session).open(true);
            StreamCarrier carrier = carrier(visit, session, stream);
            stream.attach(carrier);
            if (session.rules().primesStreams()) {
                stream.prime();
            }
            carry(visit, session, stream, carrier);
        } else {
            resume(visit, session, Event.Id.parse(lastEventId));
        }
    }

    /** DELETE: the client is done with its session. */
    void delete(Visit visit) {
        McpSession session = HeaderChecks.passVersion(visit) ? gate.pass(visit, null) : null;
        if (session != null) {
            era.end(session);
            visit.answer().empty(204);
        }
    }

    private void resume(Visit visit, McpSession session, Event.@Nullable Id last) {
        ReplayLog log = replays.find(session);
        EventStream stream = last == null || log == null ? null : log.find(last);
        if (last == null || stream == null) {
            refuse(visit, "this Last-Event-ID is of no stream that can be resumed");
            return;
        }
        StreamCarrier carrier = carrier(visit, session, stream);
        AtomicBoolean answered = new AtomicBoolean();
        DelayLine.Entry timer = edge.untilHeartbeat().add(() -> {
            if (answered.compareAndSet(false, true)) {
                unreadable(visit, carrier, new TimeoutException("no events within the heartbeat"));
            }
        });
        stream.resume(carrier, last.event()).whenComplete((complete, problem) -> {
            timer.cancel();
            if (answered.compareAndSet(false, true)) {
                resumed(visit, session, stream, carrier, problem == null ? complete : problem);
            }
        });
    }

    private void resumed(Visit visit, McpSession session, EventStream stream, StreamCarrier carrier, Object outcome) {
        if (outcome instanceof Throwable problem) {
            unreadable(visit, carrier, problem);
        } else if (outcome.equals(true)) {
            carry(visit, session, stream, carrier);
        } else {
            carrier.gone();
            refuse(visit, "what followed this Last-Event-ID is not kept any more");
        }
    }

    private static void refuse(Visit visit, String why) {
        String message = "Bad Request: " + why + "; open a new stream without it";
        visit.answer().error(400, Answer.BAD_REQUEST_CODE, message);
    }

    private void unreadable(Visit visit, StreamCarrier carrier, Throwable problem) {
        replays.storeFailed(problem);
        carrier.gone();
        JsonRpcError error = TrestleError.INTERNAL.error("The events of this stream cannot be read now; try again");
        visit.answer().error(503, FailureStatus.RETRY_LATER, null, error);
    }

    private StreamCarrier carrier(Visit visit, McpSession session, EventStream stream) {
        return new StreamCarrier(edge, session.view(), visit.answer(), stream);
    }

    private void carry(Visit visit, McpSession session, EventStream stream, StreamCarrier carrier) {
        if (carrier.writer().isClosed()) {
            // It was cut off while it waited for what it had missed.
            return;
        }
        if (stream.isOpen()) {
            try {
                if (stream.isListening()) {
                    era.listen(session, stream);
                } else {
                    session.clientIsBack();
                }
            } catch (McpException e) {
                carrier.gone();
                visit.answer().error(409, Map.of(), null, e.failure().error());
                return;
            }
        }
        visit.answer().events(Map.of());
        visit.exchange().onClose(carrier::gone);
        carrier.start();
        if (session.rules().primesStreams()) {
            carrier.boundLife();
        }
    }
}
