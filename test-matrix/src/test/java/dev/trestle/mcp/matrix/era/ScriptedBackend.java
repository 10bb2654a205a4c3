package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.matrix.OneLink;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.era.EraTools;
import dev.trestle.mcp.testkit.fake.Behaviour;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server of the legacy era in this JVM, one for each session; it does not say during which call it asks, as over stdio. */
final class ScriptedBackend implements BackendFactory {

    private final Supplier<Behaviour> behaviours;
    private final List<ScriptedServer> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable BackendContext context;

    /** The tools of the kit. */
    ScriptedBackend() {
        this(EraTools::legacy);
    }

    /** What each server does. */
    ScriptedBackend(Supplier<Behaviour> behaviours) {
        this.behaviours = behaviours;
    }

    /** The tools of the kit, but for one, or one more. */
    static ScriptedBackend withTool(String name, Behaviour tool) {
        return new ScriptedBackend(() -> {
            Behaviour others = EraTools.legacy();
            return exchange -> (name.equals(exchange.params().at("/name").value()) ? tool : others).answer(exchange);
        });
    }

    /** In the order in which their sessions were opened. */
    List<ScriptedServer> servers() {
        return List.copyOf(servers);
    }

    /** The one server that tools were called at; what can be done with it, the gateway may ask for in another session. */
    ScriptedServer called() {
        List<ScriptedServer> called = servers.stream()
                .filter(server -> !server.received("tools/call").isEmpty())
                .toList();
        if (called.size() != 1) {
            throw new AssertionError("tools were called in " + called.size() + " sessions");
        }
        return called.get(0);
    }

    @Override
    public void attach(BackendContext lent) {
        context = lent;
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        InMemoryLink link = InMemoryLink.create();
        servers.add(ScriptedServer.start(link.other(), behaviours.get()).canDo(EraTools.LEGACY_CAPABILITIES));
        return new OneLink(link).open(peer, Objects.requireNonNull(context));
    }
}
