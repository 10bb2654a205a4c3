package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.SessionLimits;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What this transport shares with Streamable HTTP on the same endpoint.
 *
 * @param edge options and timers
 * @param era the sessions of both
 * @param context the gateway's executors and listener
 * @param named the sessions that only Streamable HTTP opens
 * @param limits how many sessions there may be, and so how many streams
 * @param accepting whether new requests and streams are taken
 */
public record SseServices(
        Edge edge,
        LegacyClientEra era,
        NamedSessions named,
        BackendContext context,
        SessionLimits limits,
        BooleanSupplier accepting) {

    Executor executor() {
        return context.callExecutor();
    }
}
