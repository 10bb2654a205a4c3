package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.era.backend.ServerLinks;
import dev.trestle.mcp.era.backend.ServerOpener;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server of one era with the {@link TaskTools}, which all its sessions share. */
final class TaskBackend implements BackendFactory, ServerLinks {

    private final TaskTools tools = new TaskTools();
    private final List<ScriptedServer> sessions = new CopyOnWriteArrayList<>();
    private final BackendEra era;
    private @Nullable ServerOpener opener;

    TaskBackend(BackendEra era) {
        this.era = era;
    }

    TaskTools tools() {
        return tools;
    }

    /** The servers of the sessions that it was opened for, if it is of the legacy era. */
    List<ScriptedServer> sessions() {
        return List.copyOf(sessions);
    }

    @Override
    public void attach(BackendContext context) {
        opener = new ServerOpener(this, context, LinkLimits.DEFAULT, era);
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return Objects.requireNonNull(opener).open(peer);
    }

    @Override
    public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return Objects.requireNonNull(opener).openStateless();
    }

    @Override
    public CompletionStage<MessageLink> legacy() {
        InMemoryLink link = InMemoryLink.create();
        sessions.add(
                ScriptedServer.start(link.other(), new LegacyTaskServer(tools)).canDo(LegacyTaskServer.CAPABILITIES));
        return CompletableFuture.completedFuture(link);
    }

    @Override
    public CompletionStage<MessageLink> modern() {
        return CompletableFuture.completedFuture(new ModernTaskServer(tools));
    }

    @Override
    public boolean silenceIsLegacy() {
        return true;
    }
}
