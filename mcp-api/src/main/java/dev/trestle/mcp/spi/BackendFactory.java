package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.Principal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /**
     * Opens the server for calls that belong to no client session, if it is one that takes them (2026-07-28). What it says
     * outside calls it says to those who {@code subscriptions/listen}. Never blocks, never throws.
     *
     * @param principal whose calls they are going to be
     * @return the server; empty, as by default, if it is one of those that must be introduced to each client by
     *     {@link #open}; fails with {@link dev.trestle.mcp.call.McpException} if that cannot be found out now
     */
    default CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
