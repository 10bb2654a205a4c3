package dev.trestle.mcp.spi;

import java.util.concurrent.CompletionStage;

/** Opens sessions with one backend: starts a process, connects to a server, or finds the one in this JVM. */
public interface BackendFactory {

    /**
     * Called once by the gateway, before anything else.
     *
     * @param context what the gateway lends
     */
    default void attach(BackendContext context) {}

    /**
     * Opens a session: starts what must be started and completes the handshake. Never blocks, never throws.
     *
     * @param peer the client's end
     * @return the session; fails with {@link dev.trestle.mcp.call.McpException} if there will be none
     */
    CompletionStage<BackendSession> open(SessionPeer peer);
}
