package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A backend made of lambdas that keeps the contract of {@link dev.trestle.mcp.spi.McpBackend}, until it is told to break
 * it. Remembers the sessions it opened. Thread-safe; behaviours may be changed at any time.
 */
public final class FakeBackend implements BackendFactory {

    private final Map<String, Behaviour> methods = new ConcurrentHashMap<>();
    private final Map<String, Behaviour> tools = new ConcurrentHashMap<>();
    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private volatile Behaviour otherwise =
            exchange -> Replies.failure(JsonRpcError.METHOD_NOT_FOUND, "no method " + exchange.method());
    private volatile Misbehaviour.@Nullable OfBackend misbehaviour;
    private volatile McpReply.@Nullable Failure refusal;
    private volatile @Nullable ScheduledExecutorService scheduler;
    private volatile JsonSlice capabilities = JsonSlice.of("{\"tools\":{\"listChanged\":true},\"logging\":{}}");

    private FakeBackend() {}

    /**
     * A backend that knows no method.
     *
     * @return to be told more
     */
    public static FakeBackend create() {
        return new FakeBackend();
    }

    /**
     * A backend that has the {@link ContractTools}.
     *
     * @return ready
     */
    public static FakeBackend withContractTools() {
        return create().otherwise(ContractTools.BEHAVIOUR);
    }

    /**
     * Sets what a method does.
     *
     * @param method the method
     * @param behaviour what it does
     * @return this backend
     */
    public FakeBackend on(String method, Behaviour behaviour) {
        methods.put(method, behaviour);
        return this;
    }

    /**
     * Sets what a tool does.
     *
     * @param tool the tool's name
     * @param behaviour what it does
     * @return this backend
     */
    public FakeBackend onTool(String tool, Behaviour behaviour) {
        tools.put(tool, behaviour);
        return this;
    }

    /**
     * Sets what all other methods and tools do.
     *
     * @param behaviour what they do
     * @return this backend
     */
    public FakeBackend otherwise(Behaviour behaviour) {
        otherwise = behaviour;
        return this;
    }

    /**
     * Breaks every call from now on.
     *
     * @param how in which way, or null to behave again
     * @return this backend
     */
    public FakeBackend misbehaves(Misbehaviour.@Nullable OfBackend how) {
        misbehaviour = how;
        return this;
    }

    /**
     * Opens no session from now on.
     *
     * @param why what the opener is told, or null to open again
     * @return this backend
     */
    public FakeBackend refuses(McpReply.@Nullable Failure why) {
        refusal = why;
        return this;
    }

    /**
     * Sets the capabilities that the server shows.
     *
     * @param json a JSON object
     * @return this backend
     */
    public FakeBackend capabilities(String json) {
        capabilities = JsonSlice.of(json);
        return this;
    }

    /**
     * Every session that was ever opened.
     *
     * @return in order
     */
    public List<FakeSession> sessions() {
        return List.copyOf(sessions);
    }

    /**
     * How many sessions were ever opened: for "once only, however many asked".
     *
     * @return 0 or more; openings that were refused do not count
     */
    public int createdCount() {
        return sessions.size();
    }

    /**
     * How many sessions are open.
     *
     * @return 0 or more
     */
    public long openSessions() {
        return sessions.stream().filter(FakeSession::isOpen).count();
    }

    @Override
    public void attach(BackendContext context) {
        scheduler = context.scheduler();
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        McpReply.Failure why = refusal;
        if (why != null) {
            return CompletableFuture.failedFuture(new McpException(why));
        }
        FakeSession session = new FakeSession(this, peer, describe(peer));
        sessions.add(session);
        return CompletableFuture.completedFuture(session);
    }

    Behaviour behaviour(String method, Json params) {
        Behaviour ofTool = method.equals("tools/call") && params.at("/name").value() instanceof String name
                ? tools.get(name)
                : null;
        return ofTool != null ? ofTool : methods.getOrDefault(method, otherwise);
    }

    Misbehaviour.@Nullable OfBackend misbehaviour() {
        return misbehaviour;
    }

    ScheduledExecutorService scheduler() {
        ScheduledExecutorService known = scheduler;
        if (known == null) {
            throw new IllegalStateException("after(…) needs a scheduler: attach the backend to a context first");
        }
        return known;
    }

    private ServerDescription describe(SessionPeer peer) {
        String version = peer.client().protocolVersion();
        return new ServerDescription(
                version,
                JsonWriter.object()
                        .put("protocolVersion", version)
                        .put("capabilities", capabilities)
                        .put("serverInfo", Map.of("name", "fake", "version", "1"))
                        .toSlice());
    }
}
