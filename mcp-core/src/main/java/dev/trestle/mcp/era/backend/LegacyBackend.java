package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A server of the legacy era behind a link. */
public final class LegacyBackend {
    private LegacyBackend() {}

    /**
     * Completes the handshake (initialize with the client's own params) over a link that was not opened yet, and gives
     * the session. If it fails, or takes longer than startTimeout, the link is closed and the stage fails with McpException.
     */
    public static CompletionStage<BackendSession> open(
            MessageLink link, SessionPeer peer, BackendContext context, Duration startTimeout) {
        throw new IllegalStateException();
    }
}
