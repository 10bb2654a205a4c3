package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.matrix.OneLink;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tools of the kit as a server of the legacy era in this JVM has them, one server for each session. */
final class ScriptedBackend implements BackendFactory {

    private volatile @Nullable BackendContext context;

    @Override
    public void attach(BackendContext lent) {
        context = lent;
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        InMemoryLink link = InMemoryLink.create();
        ScriptedServer.start(link.other(), EraTools.legacy()).canDo(EraTools.LEGACY_CAPABILITIES);
        return new OneLink(link).open(peer, Objects.requireNonNull(context));
    }
}
