package dev.trestle.mcp.server;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.content.InvalidArgument;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's session with a server in this process: it finds who answers a method, and knows what runs for it. */
final class ServerSession implements BackendSession {

    private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);
    /** As many calls have room at first: most sessions run one at a time. */
    private static final int FEW = 2;

    /** The pool, its health and the client's session. */
    private static final int USUAL_LISTENERS = 3;

    private static final McpReply EMPTY = new McpReply.Result(JsonSlice.EMPTY_OBJECT);

    private final McpServer server;
    private final SessionPeer peer;
    private final BackendContext context;
    private final Shape shape;
    private final Introduction.Offers offers;
    private volatile LogLevel logLevel;
    private volatile boolean initialized;
    private volatile boolean ended;

    // Each of these is made when it is needed: most sessions are idle.
    private @Nullable Set<RunningCall> calls;
    private Set<String> subscriptions = Set.of();
    private List<Consumer<McpReply.Failure>> whenEnded = List.of();
    private @Nullable ClientContext outsideCalls;
    private @Nullable CompletableFuture<Void> closed;

    ServerSession(McpServer server, SessionPeer peer, BackendContext context) {
        this.server = server;
        this.peer = peer;
        this.context = context;
        this.shape = Shape.of(peer.client().protocolVersion());
        this.offers = server.offers();
        this.logLevel = server.logLevel();
    }

    @Override
    public ServerDescription server() {
        return new ServerDescription(shape.version(), server.introduction().initializeResult(shape, offers));
    }

    @Override
    public boolean namesCalls() {
        return true;
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        if (ended) {
            return CompletableFuture.completedFuture(endedFailure());
        }
        try {
            return switch (call.method()) {
                case "tools/call" ->
                    begin(call, observer, running -> server.tools().start(running, shape));
                case "prompts/get" ->
                    begin(call, observer, running -> server.prompts().start(running, shape));
                case "resources/read" ->
                    begin(call, observer, running -> server.resources().start(running, shape));
                case "completion/complete" ->
                    begin(call, observer, running -> server.completions().start(running));
                default -> CompletableFuture.completedFuture(atOnce(call));
            };
        } catch (McpException | InvalidArgument e) {
            return CompletableFuture.completedFuture(Failures.refusal(e));
        }
    }

    private McpReply atOnce(McpCall call) {
        return switch (call.method()) {
            case "ping" -> EMPTY;
            case "tools/list" -> new McpReply.Result(server.tools().list(call, shape));
            case "prompts/list" -> new McpReply.Result(server.prompts().list(call, shape));
            case "resources/list" -> new McpReply.Result(server.resources().list(call, shape));
            case "resources/templates/list" ->
                new McpReply.Result(server.resources().listTemplates(call, shape));
            case "resources/subscribe" -> subscribe(Arguments.params(call).string("uri"));
            case "resources/unsubscribe" -> unsubscribe(Arguments.params(call).string("uri"));
            case "logging/setLevel" -> setLevel(Arguments.params(call).string("level"));
            default ->
                Failures.error(JsonRpcError.METHOD_NOT_FOUND, "this server has no method " + call.method(), null);
        };
    }

    private CompletionStage<McpReply> begin(McpCall call, CallObserver observer, Consumer<RunningCall> start) {
        RunningCall running = new RunningCall(call, observer, this);
        admit(running);
        try {
            start.accept(running);
        } catch (McpException | InvalidArgument e) {
            running.refuse(Failures.refusal(e));
        }
        return running.reply();
    }

    private synchronized void admit(RunningCall running) {
        if (ended) {
            throw new McpException(endedFailure());
        }
        int most = server.limits().maxCalls();
        if (calls == null) {
            calls = new HashSet<>(FEW);
        }
        if (calls.size() >= most) {
            throw new McpException(
                    TrestleError.BUSY.failure("this session has " + most + " calls running in the server (maxCalls)"));
        }
        calls.add(running);
    }

    /** Its handler has nothing more to do with it. */
    synchronized void forget(RunningCall running) {
        if (calls != null) {
            calls.remove(running);
        }
    }

    private synchronized McpReply subscribe(String uri) {
        if (!server.resources().knows(uri)) {
            throw Resource.notFound(uri);
        }
        int most = server.limits().maxSubscriptions();
        if (subscriptions.size() >= most && !subscriptions.contains(uri)) {
            return TrestleError.LIMIT_REACHED.failure(
                    "this session is subscribed to " + most + " resources (maxSubscriptions)");
        }
        subscriptions = subscriptions.isEmpty() ? new HashSet<>() : subscriptions;
        subscriptions.add(uri);
        return EMPTY;
    }

    private synchronized McpReply unsubscribe(String uri) {
        if (subscriptions.contains(uri)) {
            subscriptions.remove(uri);
        }
        return EMPTY;
    }

    private McpReply setLevel(String name) {
        Optional<LogLevel> level = LogLevel.of(name);
        if (level.isEmpty()) {
            return Failures.invalid("params.level must be one of "
                            + "debug, info, notice, warning, error, critical, alert, emergency")
                    .failure();
        }
        logLevel = level.get();
        return EMPTY;
    }

    @Override
    public void notified(Notification notification) {
        switch (notification.method()) {
            case "notifications/initialized" -> {
                initialized = true;
                server.onInitialized().ifPresent(this::hook);
            }
            case "notifications/roots/list_changed" -> server.onRootsChanged().ifPresent(this::hook);
            default -> LOG.debug("server {} has no use for {}", context.name(), notification.method());
        }
    }

    private void hook(Consumer<ClientContext> hook) {
        try {
            context.handlerExecutor().execute(() -> {
                try {
                    hook.accept(outsideCalls());
                } catch (RuntimeException e) {
                    LOG.warn("a hook of server {} threw", context.name(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("server {} is too busy to run a hook (maxBlockingHandlers)", context.name());
        }
    }

    /** Tells the client that a list is another, if it knows of that list at all. */
    void listChanged(String list, Notification news) {
        if (initialized && offers.has(list)) {
            say(news);
        }
    }

    /** Tells the client of a change, if it subscribed to the resource. */
    void resourceUpdated(String uri) {
        boolean subscribed;
        synchronized (this) {
            subscribed = subscriptions.contains(uri);
        }
        if (subscribed) {
            say(
                    "notifications/resources/updated",
                    JsonWriter.object().put("uri", uri).toSlice());
        }
    }

    /** Says something that belongs to no call. */
    void say(String method, @Nullable JsonSlice params) {
        say(new Notification(method, params == null ? null : Params.of(params)));
    }

    private void say(Notification notification) {
        if (!ended) {
            peer.notified(notification);
        }
    }

    /** The params of a log message, if the client wants it. */
    Optional<JsonSlice> logMessage(LogLevel level, @Nullable String logger, Object data) {
        if (level.compareTo(logLevel) < 0) {
            return Optional.empty();
        }
        return Optional.of(JsonWriter.object()
                .put("level", level.wireName())
                .putIfPresent("logger", logger)
                .put("data", data)
                .toSlice());
    }

    /** Asks something that belongs to no call. */
    CompletionStage<InputAnswer> ask(InputRequest request) {
        return ended
                ? CompletableFuture.failedFuture(Questions.because("the session is over, nobody can be asked"))
                : peer.ask(request);
    }

    Shape shape() {
        return shape;
    }

    ClientDescription client() {
        return peer.client();
    }

    Executor handlerExecutor() {
        return context.handlerExecutor();
    }

    /** Always the same: servers tell clients apart by it. */
    synchronized ClientContext outsideCalls() {
        ClientContext made = outsideCalls == null ? new OutsideCalls(this) : outsideCalls;
        outsideCalls = made;
        return made;
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        CompletableFuture<McpReply.Failure> stage = new CompletableFuture<>();
        onEnd(stage::complete);
        return stage;
    }

    @Override
    public void onEnd(Consumer<McpReply.Failure> action) {
        synchronized (this) {
            if (!ended) {
                whenEnded = whenEnded.isEmpty() ? new ArrayList<>(USUAL_LISTENERS) : whenEnded;
                whenEnded.add(action);
                return;
            }
        }
        action.accept(endedFailure());
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        List<RunningCall> running;
        List<Consumer<McpReply.Failure>> told;
        CompletableFuture<Void> closing;
        synchronized (this) {
            if (closed != null) {
                return closed.minimalCompletionStage();
            }
            closing = new CompletableFuture<>();
            closed = closing;
            ended = true;
            told = whenEnded;
            whenEnded = List.of();
            running = calls == null ? List.of() : List.copyOf(calls);
            subscriptions = Set.of();
        }
        told.forEach(action -> action.accept(endedFailure()));
        server.forget(this);
        running.forEach(call -> call.end(endedFailure(), "the session ended"));
        CompletionStage<Void> left = CompletableFuture.allOf(
                running.stream().map(call -> call.left().toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
        left.thenRun(() -> closing.complete(null));
        if (!closing.isDone()) {
            waitAtMost(grace, closing);
        }
        return closing.minimalCompletionStage();
    }

    private void waitAtMost(Duration grace, CompletableFuture<Void> closing) {
        try {
            Future<?> timer =
                    context.scheduler().schedule(() -> closing.complete(null), grace.toMillis(), TimeUnit.MILLISECONDS);
            var unused = closing.thenRun(() -> timer.cancel(false));
        } catch (RejectedExecutionException e) {
            closing.complete(null);
        }
    }

    private McpReply.Failure endedFailure() {
        return TrestleError.SESSION_ENDED.failure("the session with server " + context.name() + " was closed");
    }
}
