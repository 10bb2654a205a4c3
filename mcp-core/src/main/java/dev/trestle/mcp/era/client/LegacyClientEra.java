package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.session.SessionLimits;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** How a client of the legacy era becomes calls: sessions, requests, notifications, answers, streams. */
public final class LegacyClientEra {

    public LegacyClientEra(Function<String, Optional<BackendFactory>> views, BackendContext context, SessionLimits limits) {}

    /** Makes room for a session, throws McpException(TOO_MANY_SESSIONS) if there is none. Not yet initialized. */
    public McpSession open(String view, Principal principal) {
        throw new IllegalStateException();
    }

    /** Handles `initialize`: opens the backend; the answer (or refuse) goes to the stream. On failure the session is ended. */
    public void initialize(McpSession session, Request request, ClientStream stream) {}

    /** Finds a live session; the wrong view or principal is as unknown. Counts as activity. */
    public Optional<McpSession> session(String id, String view, Principal principal) {
        return Optional.empty();
    }

    /** A request of an initialized session. The answer goes to the stream, exactly one finish(). */
    public void request(McpSession session, Request request, ClientStream stream) {}

    public void notified(McpSession session, Notification notification) {}

    /** The client's answer to a question. */
    public void answered(McpSession session, Response response) {}

    /** Opens a stream for what belongs to no call (GET). Throws McpException(LIMIT_REACHED) over maxStreamsPerSession. */
    public void listen(McpSession session, ClientStream stream) {}

    /** Ends a session (DELETE, or the peer of stdio gone). */
    public CompletionStage<Void> end(McpSession session, String why) {
        throw new IllegalStateException();
    }

    /** Ends all sessions; no new ones are accepted. */
    public CompletionStage<Void> close(Duration grace) {
        throw new IllegalStateException();
    }

    /** sessions, streams, ... */
    public Map<String, LongSupplier> gauges() {
        return Map.of();
    }
}
