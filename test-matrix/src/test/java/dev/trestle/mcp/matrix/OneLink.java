package dev.trestle.mcp.matrix;

import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A server of the legacy era behind the one link there is to it.
 *
 * @param link not opened yet
 */
public record OneLink(MessageLink link) implements ServerLinks {

    /** Opens the server's session. */
    public CompletionStage<BackendSession> open(SessionPeer peer, BackendContext context) {
        return new ServerOpener(this, context, LinkLimits.DEFAULT, BackendEra.LEGACY).open(peer);
    }

    @Override
    public CompletionStage<MessageLink> legacy() {
        return CompletableFuture.completedFuture(link);
    }

    @Override
    public CompletionStage<MessageLink> modern() {
        return CompletableFuture.failedFuture(new IllegalStateException("the server has sessions only"));
    }

    @Override
    public boolean silenceIsLegacy() {
        return true;
    }
}
