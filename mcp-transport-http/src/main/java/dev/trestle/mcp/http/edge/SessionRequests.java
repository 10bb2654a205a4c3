package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.stream.Event;
import dev.trestle.mcp.http.stream.EventStream;
import dev.trestle.mcp.http.stream.ReplayLogs;
import dev.trestle.mcp.http.stream.StreamCarrier;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GET and DELETE: what a client does with its session without a message. */
final class SessionRequests {

    private final Edge edge;
    private final ReplayLogs replays;
    private final LegacyClientEra era;
    private final SessionGate gate;
    private final HeaderChecks headers;

    SessionRequests(Edge edge, ReplayLogs replays, LegacyClientEra era) {
        this.edge = edge;
        this.replays = replays;
        this.era = era;
        this.gate = new SessionGate(era, edge.options().compatibility());
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
            carry(visit, session, stream, 0, session.rules().primesStreams());
        } else {
            resume(visit, session, Event.Id.parse(lastEventId));
        }
    }

    /** DELETE: the client is done with its session. */
    void delete(Visit visit) {
        McpSession session = HeaderChecks.passVersion(visit) ? gate.pass(visit, null) : null;
        if (session != null) {
            era.end(session);
            replays.forget(session);
            visit.answer().empty(204);
        }
    }

    private void resume(Visit visit, McpSession session, Event.@Nullable Id last) {
        EventStream stream = last == null ? null : replays.of(session).find(last);
        if (last == null || stream == null) {
            String message = "Bad Request: this Last-Event-ID is of no stream that can be resumed;"
                    + " open a new stream without it";
            visit.answer().error(400, Answer.BAD_REQUEST_CODE, message);
            return;
        }
        carry(visit, session, stream, last.event(), false);
    }

    private void carry(Visit visit, McpSession session, EventStream stream, long after, boolean prime) {
        StreamCarrier carrier = new StreamCarrier(edge, session.view(), visit.answer(), stream);
        stream.attach(carrier, after);
        if (prime) {
            stream.prime();
        }
        if (stream.isListening() && stream.isOpen()) {
            try {
                era.listen(session, stream);
            } catch (McpException e) {
                carrier.gone();
                visit.answer().error(409, Map.of(), null, e.failure().error());
                return;
            }
        }
        visit.answer().events(Map.of());
        visit.exchange().onClose(carrier::gone);
        carrier.start();
    }
}
