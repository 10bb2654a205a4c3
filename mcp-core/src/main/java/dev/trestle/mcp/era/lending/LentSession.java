package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.Introductions;
import dev.trestle.mcp.era.task.LegacyTasks;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One session with a legacy server that belongs to no client's session: we are its client, for whoever borrows it. */
final class LentSession implements SessionPeer {

    private static final Notification INITIALIZED = new Notification("notifications/initialized", null);

    private static final AtomicLong LAST_KEY = new AtomicLong();

    private final LentSessions all;
    private final ClientDescription client;
    private final CompletableFuture<LentSession> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean leased = new AtomicBoolean();
    private final Set<LentCall> running = ConcurrentHashMap.newKeySet();
    private final LentListens listens = new LentListens(this);
    private final LinksFirst links = new LinksFirst(this);
    private final ModernLists lists = new ModernLists();
    private final LentLogLevel logLevel = new LentLogLevel(this);
    private final AtomicReference<@Nullable JsonSlice> roots;
    private volatile @Nullable BackendSession session;
    private volatile @Nullable McpBackend calls;
    private volatile long usedAt = System.nanoTime();

    /**
     * Opens nothing yet.
     *
     * @param all the sessions that it is one of
     * @param key who may use it
     * @param roots the last that its clients gave, shared with their other sessions
     */
    LentSession(LentSessions all, LentSessions.Key key, AtomicReference<@Nullable JsonSlice> roots) {
        this.all = all;
        this.roots = roots;
        JsonSlice info =
                JsonWriter.object().put("name", "trestle").put("version", "1").toSlice();
        String version = LegacyRules.LATEST.version();
        JsonSlice params = JsonWriter.object()
                .put("protocolVersion", version)
                .put("capabilities", key.capabilities())
                .put("clientInfo", info)
                .toSlice();
        this.client = new ClientDescription(
                new SessionKey("lent-" + LAST_KEY.incrementAndGet()),
                key.principal(),
                version,
                key.capabilities(),
                info,
                params);
    }

    void begin() {
        all.factory().open(this).whenComplete((open, problem) -> {
            if (problem != null) {
                over.complete(null);
                opened.completeExceptionally(problem);
                return;
            }
            session = open;
            calls = new LegacyTasks(open, this, all.tasks(), all.context());
            open.notified(INITIALIZED);
            open.ended().thenAccept(why -> {
                over.complete(null);
                listens.lost();
                all.tasks().lost(client.principal(), open, why);
            });
            opened.complete(this);
            if (over.isDone()) {
                open.close(Duration.ZERO);
            }
        });
    }

    /** This, once it is open; fails if it will not be. */
    CompletableFuture<LentSession> opened() {
        return opened;
    }

    CompletableFuture<Void> over() {
        return over;
    }

    boolean isOver() {
        return over.isDone();
    }

    BackendSession session() {
        BackendSession open = session;
        if (open == null) {
            throw new IllegalStateException("the session is not open");
        }
        return open;
    }

    private McpBackend calls() {
        McpBackend open = calls;
        return open == null ? session() : open;
    }

    private boolean mayMakeTasks(McpCall call) {
        return all.context().tasks().await() || all.tasks().mayAnswer(call);
    }

    LentSessions all() {
        return all;
    }

    boolean namesCalls() {
        return session().namesCalls();
    }

    /** Takes it for one call; false if it is taken. */
    boolean lease() {
        return leased.compareAndSet(false, true);
    }

    void release() {
        leased.set(false);
    }

    boolean isIdleFor(Duration time) {
        boolean used = leased.get() || !running.isEmpty() || !listens.isEmpty();
        boolean busy = used || !opened.isDone() || hasOpenTasks();
        if (busy) {
            usedAt = System.nanoTime();
        }
        return !busy && System.nanoTime() - usedAt >= time.toNanos();
    }

    private boolean hasOpenTasks() {
        BackendSession open = session;
        return open != null && all.tasks().hasOpen(client.principal(), open);
    }

    CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        usedAt = System.nanoTime();
        switch (call.method()) {
            case "server/discover" -> {
                return CompletableFuture.completedFuture(new McpReply.Result(introduced(), true));
            }
            case "subscriptions/listen" -> {
                return listens.listen(call, observer);
            }
            default -> {
                return made(call, observer);
            }
        }
    }

    private CompletionStage<McpReply> made(McpCall call, CallObserver observer) {
        LentCall borrowed = new LentCall(this, call, observer);
        running.add(borrowed);
        CompletionStage<McpReply> stage;
        try {
            CompletionStage<?> level = logLevel.wanted(call);
            stage = level == null ? made(borrowed) : level.thenCompose(set -> made(borrowed));
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        McpReply ready = McpReply.ifReady(stage);
        if (ready == null) {
            return stage.thenApply(reply -> lists.of(call.method(), reply, mayMakeTasks(call)))
                    .whenComplete((reply, problem) -> left(borrowed));
        }
        left(borrowed);
        McpReply listed = lists.of(call.method(), ready, mayMakeTasks(call));
        return listed == ready ? stage : CompletableFuture.completedFuture(listed);
    }

    private void left(LentCall call) {
        running.remove(call);
        usedAt = System.nanoTime();
    }

    private JsonSlice introduced() {
        JsonSlice result = Introductions.discoverResult(session().server().initializeResult(), Modern.VERSIONS, true);
        return all.tasks().areOf(session()) ? Introductions.withTasksExtension(result) : result;
    }

    /** Makes a call, and makes it again if the server wants links opened first. */
    CompletionStage<McpReply> made(LentCall call) {
        CompletionStage<McpReply> stage = calls().call(call.call(), call);
        McpReply ready = McpReply.ifReady(stage);
        return ready == null || LinksFirst.isDemand(call, ready)
                ? stage.thenCompose(reply -> links.opened(call, reply))
                : stage;
    }

    /** Asks something for ourselves. */
    CompletionStage<McpReply> own(String method, JsonSlice params) {
        McpCall call = McpCall.builder()
                .view(all.context().name())
                .method(method)
                .params(Params.of(params))
                .metadata(new CallMetadata(client.protocolVersion(), client.clientInfo(), client.capabilities(), null))
                .principal(client.principal())
                .session(client.session())
                .decoder(new StrictJsonDecoder())
                .build();
        return session().call(call, new OwnCall(this));
    }

    /** Remembers the roots, which can be asked for only during calls. */
    void knowsRoots(JsonSlice answer) {
        roots.set(answer);
    }

    @Override
    public ClientDescription client() {
        return client;
    }

    @Override
    public void notified(Notification notification) {
        if (!keeps(notification)) {
            // A log message that does not say whose it is: it is the only call's that wants any, or nobody's.
            LentCall only = only();
            if (only != null) {
                only.notified(notification);
            }
        }
    }

    /**
     * Whether it is for no call. What one session hears of changes is news to all of its principal: they are one server to
     * him.
     */
    boolean keeps(Notification notification) {
        if (links.heard(notification)) {
            return true;
        }
        if (!LentListens.isNews(notification)) {
            return false;
        }
        all.tell(client.principal(), notification);
        return true;
    }

    void tell(Notification notification) {
        listens.heard(notification);
    }

    private @Nullable LentCall only() {
        LentCall found = null;
        for (LentCall call : running) {
            if (call.mayBeAsked() && found != null) {
                return null;
            }
            found = call.mayBeAsked() ? call : found;
        }
        return found;
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return ofTask(request).orElseGet(() -> ofCall(request));
    }

    /** What a task wants to know that a client knows of is for no call. */
    Optional<CompletionStage<InputAnswer>> ofTask(InputRequest request) {
        BackendSession open = session;
        return open == null ? Optional.empty() : all.tasks().asked(client.principal(), open, request);
    }

    private CompletionStage<InputAnswer> ofCall(InputRequest request) {
        LentCall only = only();
        if (only != null) {
            return only.ask(request);
        }
        return answerFor(
                request,
                running.isEmpty()
                        ? "A client of 2026-07-28 can be asked only during its calls"
                        : "It cannot be told which of several calls asks");
    }

    /** Answers in place of a client that cannot be asked: with the last roots that he gave, if that is the question. */
    CompletionStage<InputAnswer> answerFor(InputRequest request, String why) {
        JsonSlice known = roots.get();
        return CompletableFuture.completedFuture(
                request.method().equals("roots/list") && known != null
                        ? new InputAnswer.Result(known)
                        : new InputAnswer.Failure(JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, why)));
    }

    CompletionStage<Void> close(Duration grace) {
        over.complete(null);
        BackendSession open = session;
        return open == null ? CompletableFuture.completedFuture(null) : open.close(grace);
    }
}
